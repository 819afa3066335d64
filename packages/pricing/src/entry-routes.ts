import { type AppEnv, answerList, operation, recordReading, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { toEntryView } from './book-views.ts'
import { getEntry, pageOfEntries } from './entries.repo.ts'
import { EntriesQuery, EntriesView, EntryInput, EntryParam, EntryView, GradeQuery, VersionParam } from './inputs.ts'
import { ENTRIES } from './list-sheets.ts'
import { getVersion } from './price-books.repo.ts'
import { clearPrice, setPrice } from './set-price.ts'

const read = { may: 'book:read', tag: 'price books' } as const
const draft = { may: 'book:draft', tag: 'price books', write: true } as const

export const entryRoutes = new Hono<AppEnv>()
  .get(
    '/:book/versions/:id/entries',
    operation({
      ...read,
      id: 'listPrices',
      exports: true,
      summary: 'Prices of a version',
      answers: { 200: EntriesView },
    }),
    valid('param', VersionParam),
    valid('query', EntriesQuery),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { q, ...query } = c.req.valid('query')
      await getVersion(ctx, book, id)
      if (query.format === undefined || query.format === 'json') await recordReading(c, 'prices.read', id)
      return answerList(c, query, (page) => pageOfEntries(ctx, id, page, q).then(showing(toEntryView)), ENTRIES)
    },
  )
  .put(
    '/:book/versions/:id/entries/:partNumber',
    operation({ ...draft, id: 'setPrice', summary: 'Set a price of a draft', answers: { 200: EntryView } }),
    valid('param', EntryParam),
    valid('json', EntryInput),
    async (c) => {
      const { ctx } = c.var
      const { priceFen, grade } = c.req.valid('json')
      const target = { ...c.req.valid('param'), grade }
      const verb = () => setPrice(ctx, target, priceFen)
      return c.json(toEntryView(await runOnce(c, ctx.hq, verb, () => getEntry(ctx, target))))
    },
  )
  .delete(
    '/:book/versions/:id/entries/:partNumber',
    operation({ ...draft, id: 'clearPrice', summary: 'Take a price out of a draft', answers: { 204: 'none' } }),
    valid('param', EntryParam),
    valid('query', GradeQuery),
    async (c) => {
      const { ctx } = c.var
      const target = { ...c.req.valid('param'), grade: c.req.valid('query').grade }
      await runOnce<unknown>(
        c,
        ctx.hq,
        () => clearPrice(ctx, target),
        async () => undefined,
      )
      return c.body(null, 204)
    },
  )
