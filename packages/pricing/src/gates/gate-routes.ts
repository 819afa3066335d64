import { type AppEnv, answerList, operation, recordReading, runOnce, showing, valid } from '@partline/http'
import { type Context, Hono } from 'hono'
import { VersionParam } from '../inputs.ts'
import { getVersion } from '../price-books.repo.ts'
import { approveExceptions } from './approve-exceptions.ts'
import { dropException } from './drop-exception.ts'
import { countFindings, pageOfFindings } from './findings.repo.ts'
import {
  ApproveExceptionsInput,
  ExceptionQuery,
  ExceptionsInput,
  FindingsQuery,
  FindingsView,
  GateCountsView,
} from './gate-inputs.ts'
import { FINDINGS } from './gate-sheets.ts'
import { toFindingView, toGateCountsView } from './gate-views.ts'
import { requireEvidence } from './report.repo.ts'
import { requestExceptions } from './request-exceptions.ts'

const read = { may: 'book:read', tag: 'price books' } as const
const draft = { may: 'book:draft', tag: 'price books', write: true, answers: { 200: GateCountsView } } as const
const approve = { may: 'book:approve', tag: 'price books', write: true, answers: { 200: GateCountsView } } as const

const done = (c: Context<AppEnv>, verb: () => Promise<void>) =>
  runOnce<void>(c, c.var.ctx.hq, verb, async () => undefined)

const counted = async (c: Context<AppEnv>, version: { book: 'guide' | 'settlement'; id: string }) => {
  const found = await getVersion(c.var.ctx, version.book, version.id)
  return toGateCountsView(await countFindings(c.var.ctx, [found]))
}

export const gateRoutes = new Hono<AppEnv>()
  .get(
    '/:book/versions/:id/findings',
    operation({
      ...read,
      id: 'listGateFindings',
      exports: true,
      summary: 'What the gates find in a version: now, or when it was published',
      answers: { 200: FindingsView },
    }),
    valid('param', VersionParam),
    valid('query', FindingsQuery),
    async (c) => {
      const { ctx } = c.var
      const { book, id } = c.req.valid('param')
      const { gate, subject, state, ...request } = c.req.valid('query')
      const version = await getVersion(ctx, book, id)
      await requireEvidence(ctx, version)
      if (request.format === undefined || request.format === 'json') await recordReading(c, 'prices.read', id)
      const filter = { gate, subject, state }
      return answerList(
        c,
        request,
        (page) => pageOfFindings(ctx, version, page, filter).then(showing(toFindingView)),
        FINDINGS,
      )
    },
  )
  .post(
    '/:book/versions/:id/exceptions',
    operation({ ...draft, id: 'requestGateExceptions', summary: 'Ask for exceptions from what the gates find' }),
    valid('param', VersionParam),
    valid('json', ExceptionsInput),
    async (c) => {
      const { book, id } = c.req.valid('param')
      const input = c.req.valid('json')
      await done(c, () => requestExceptions(c.var.ctx, book, id, input))
      return c.json(await counted(c, { book, id }))
    },
  )
  .post(
    '/:book/versions/:id/exceptions/approve',
    operation({ ...approve, id: 'approveGateExceptions', summary: 'Approve exceptions somebody else asked for' }),
    valid('param', VersionParam),
    valid('json', ApproveExceptionsInput),
    async (c) => {
      const { book, id } = c.req.valid('param')
      const input = c.req.valid('json')
      await done(c, () => approveExceptions(c.var.ctx, book, id, input))
      return c.json(await counted(c, { book, id }))
    },
  )
  .delete(
    '/:book/versions/:id/exceptions',
    operation({ ...draft, id: 'dropGateException', summary: 'Take an exception back' }),
    valid('param', VersionParam),
    valid('query', ExceptionQuery),
    async (c) => {
      const { book, id } = c.req.valid('param')
      const key = c.req.valid('query')
      await done(c, () => dropException(c.var.ctx, book, id, key))
      return c.json(await counted(c, { book, id }))
    },
  )
