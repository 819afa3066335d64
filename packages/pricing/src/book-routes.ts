import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { toVersionView } from './book-views.ts'
import { discardDraft } from './discard-draft.ts'
import { draftPriceBook } from './draft-price-book.ts'
import { countFindings } from './gates/findings.repo.ts'
import { SubmittedView, WithdrawnView } from './gates/gate-inputs.ts'
import { toCounts } from './gates/gate-views.ts'
import { countAboveGuide } from './gates/report.repo.ts'
import {
  BookParam,
  DraftInput,
  ReasonInput,
  SubmitInput,
  VersionParam,
  VersionsQuery,
  VersionsView,
  VersionView,
} from './inputs.ts'
import { VERSIONS } from './list-sheets.ts'
import { getShownVersion, getVersion, pageOfVersions, shownVersion, withCompanion } from './price-books.repo.ts'
import { publishPriceBook, returnPriceBook, withdrawPriceBook } from './review-price-book.ts'
import { submitPriceBook } from './submit-price-book.ts'

const read = { may: 'book:read', tag: 'price books' } as const
const draft = { may: 'book:draft', tag: 'price books', write: true, answers: { 200: VersionView } } as const
const approve = { may: 'book:approve', tag: 'price books', write: true, answers: { 200: VersionView } } as const

export const bookRoutes = new Hono<AppEnv>()
  .get(
    '/:book/versions',
    operation({
      ...read,
      id: 'listPriceBookVersions',
      exports: true,
      summary: 'Versions of a book',
      answers: { 200: VersionsView },
    }),
    valid('param', BookParam),
    valid('query', VersionsQuery),
    async (c) => {
      const { status, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfVersions(c.var.ctx, c.req.valid('param').book, page, status).then(showing(toVersionView)),
        VERSIONS,
      )
    },
  )
  .post(
    '/:book/versions',
    operation({ ...draft, id: 'draftPriceBook', summary: 'Start a draft', answers: { 201: VersionView } }),
    valid('param', BookParam),
    valid('json', DraftInput),
    async (c) => {
      const { ctx } = c.var
      const { book } = c.req.valid('param')
      const input = c.req.valid('json')
      const record = await runOnce(
        c,
        ctx.hq,
        () => draftPriceBook(ctx, book, input),
        (id) => getVersion(ctx, book, id),
      )
      return c.json(toVersionView(await shownVersion(ctx, record)), 201)
    },
  )
  .get(
    '/:book/versions/:id',
    operation({ ...read, id: 'getPriceBookVersion', summary: 'One version', answers: { 200: VersionView } }),
    valid('param', VersionParam),
    async (c) => {
      const { book, id } = c.req.valid('param')
      return c.json(toVersionView(await getShownVersion(c.var.ctx, book, id)))
    },
  )
  .delete(
    '/:book/versions/:id',
    operation({ ...draft, id: 'discardDraft', summary: 'Throw a draft away', answers: { 204: 'none' } }),
    valid('param', VersionParam),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      await runOnce<unknown>(
        c,
        ctx.hq,
        () => discardDraft(ctx, book, id),
        async () => undefined,
      )
      return c.body(null, 204)
    },
  )
  .post(
    '/:book/versions/:id/submit',
    operation({
      ...draft,
      id: 'submitPriceBook',
      summary: 'Hand in for approval; says what the gates find',
      answers: { 200: SubmittedView },
    }),
    valid('param', VersionParam),
    valid('json', SubmitInput),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { effectiveOn } = c.req.valid('json')
      const record = await runOnce(
        c,
        ctx.hq,
        () => submitPriceBook(ctx, book, id, effectiveOn),
        () => getVersion(ctx, book, id),
      )
      const gates = toCounts(await countFindings(ctx, await withCompanion(ctx, record)))
      return c.json({ ...toVersionView(await shownVersion(ctx, record)), gates })
    },
  )
  .post(
    '/:book/versions/:id/approve',
    operation({ ...approve, id: 'publishPriceBook', summary: 'Approve and publish' }),
    valid('param', VersionParam),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const verb = () => publishPriceBook(ctx, book, id)
      const record = await runOnce(c, ctx.hq, verb, () => getVersion(ctx, book, id))
      return c.json(toVersionView(await shownVersion(ctx, record)))
    },
  )
  .post(
    '/:book/versions/:id/return',
    operation({ ...approve, id: 'returnPriceBook', summary: 'Return to draft' }),
    valid('param', VersionParam),
    valid('json', ReasonInput),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { reason } = c.req.valid('json')
      const verb = () => returnPriceBook(ctx, book, id, reason)
      const record = await runOnce(c, ctx.hq, verb, () => getVersion(ctx, book, id))
      return c.json(toVersionView(await shownVersion(ctx, record)))
    },
  )
  .post(
    '/:book/versions/:id/withdraw',
    operation({
      ...approve,
      id: 'withdrawPriceBook',
      summary: 'Withdraw a published version; says what the books now in force violate',
      answers: { 200: WithdrawnView },
    }),
    valid('param', VersionParam),
    valid('json', ReasonInput),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { reason } = c.req.valid('json')
      const record = await runOnce(
        c,
        ctx.hq,
        () => withdrawPriceBook(ctx, book, id, reason),
        () => getVersion(ctx, book, id),
      )
      return c.json({ ...toVersionView(await shownVersion(ctx, record)), aboveGuide: await countAboveGuide(ctx) })
    },
  )
