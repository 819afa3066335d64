import type { Ctx, PageRequest } from '@partline/db'
import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { closeDueMonths, type SendClosing } from './close-due-months.ts'
import { closingProgress, getClosingRun, pageOfClosingRuns } from './closing-runs.repo.ts'
import {
  ClosingPreviewQuery,
  ClosingPreviewView,
  ClosingRunsQuery,
  ClosingRunsView,
  ClosingRunView,
  PaymentsQuery,
  PaymentsView,
  PaymentView,
  RecordPaymentInput,
  ReversePaymentInput,
  StartClosingRunInput,
  StatementsQuery,
  StatementsView,
  StatementView,
} from './inputs.ts'
import { renderJournal } from './journal.ts'
import { CLOSING_RUNS, PAYMENTS, STATEMENT_PREVIEWS, STATEMENTS } from './list-sheets.ts'
import { getPayment, pageOfPayments } from './payments.repo.ts'
import { recordPayment } from './record-payment.ts'
import { reversePayment } from './reverse-payment.ts'
import { startClosingRun } from './start-closing-run.ts'
import { pageOfPreviews } from './statement-previews.repo.ts'
import { getStatement, pageOfStatements, readJournal } from './statements.repo.ts'
import { toClosingRunView, toPaymentView, toStatementView } from './views.ts'

const onePayment = { tag: 'payments', scope: 'channel' } as const

export const paymentRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listPayments',
      exports: true,
      may: 'payment:read',
      tag: 'payments',
      summary: 'List payments',
      answers: { 200: PaymentsView },
    }),
    valid('query', PaymentsQuery),
    async (c) => {
      const { status, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfPayments(c.var.ctx, page, status).then(showing(toPaymentView)),
        PAYMENTS,
      )
    },
  )
  .post(
    '/',
    operation({
      ...onePayment,
      id: 'recordPayment',
      may: 'payment:write',
      write: true,
      summary: 'Record a payment received',
      answers: { 201: PaymentView },
    }),
    valid('json', RecordPaymentInput),
    async (c) => {
      const { ctx } = c.var
      const input = c.req.valid('json')
      const verb = () => recordPayment(ctx, input)
      return c.json(toPaymentView(await runOnce(c, ctx.db, verb, (id) => getPayment(ctx, id))), 201)
    },
  )
  .get(
    '/:id',
    operation({
      ...onePayment,
      id: 'getPayment',
      may: 'payment:read',
      summary: 'One payment',
      answers: { 200: PaymentView },
    }),
    valid('param', IdParam),
    async (c) => c.json(toPaymentView(await getPayment(c.var.ctx, c.req.valid('param').id))),
  )
  .post(
    '/:id/reverse',
    operation({
      ...onePayment,
      id: 'reversePayment',
      may: 'payment:write',
      write: true,
      summary: 'Take a payment back',
      answers: { 200: PaymentView },
    }),
    valid('param', IdParam),
    valid('json', ReversePaymentInput),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const { reason } = c.req.valid('json')
      const verb = () => reversePayment(ctx, id, reason)
      return c.json(toPaymentView(await runOnce(c, ctx.db, verb, (same) => getPayment(ctx, same))))
    },
  )

const oneStatement = { tag: 'statements', may: 'statement:read', scope: 'channel' } as const

export const statementRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listStatements',
      exports: true,
      may: 'statement:read',
      tag: 'statements',
      summary: 'List monthly statements',
      answers: { 200: StatementsView },
    }),
    valid('query', StatementsQuery),
    async (c) => {
      const { month, ...request } = c.req.valid('query')
      return answerList(
        c,
        request,
        (page) => pageOfStatements(c.var.ctx, page, month).then(showing(toStatementView)),
        STATEMENTS,
      )
    },
  )
  .get(
    '/:id',
    operation({ ...oneStatement, id: 'getStatement', summary: 'One statement', answers: { 200: StatementView } }),
    valid('param', IdParam),
    async (c) => c.json(toStatementView(await getStatement(c.var.ctx, c.req.valid('param').id))),
  )
  .get(
    '/:id/journal',
    operation({
      ...oneStatement,
      id: 'getStatementJournal',
      summary: 'The month as an hledger journal',
      answers: { 200: 'text/plain' },
    }),
    valid('param', IdParam),
    async (c) => {
      const { row, balances, entries } = await readJournal(c.var.ctx, c.req.valid('param').id)
      return c.text(renderJournal({ number: row.number, month: row.month, balances, entries }))
    },
  )

async function shownRuns(ctx: Ctx, request: PageRequest) {
  const page = await pageOfClosingRuns(ctx, request)
  const months = page.items.map((row) => row.month)
  const progress = await closingProgress(ctx, months)
  return { ...page, items: page.items.map((row) => toClosingRunView(row, progress.get(row.month) ?? [])) }
}

/** `send` reaches the closing queue, which only the worker knows. */
export const closingRunRoutes = (send: (ctx: AppEnv['Variables']['ctx']) => SendClosing) =>
  new Hono<AppEnv>()
    .get(
      '/',
      operation({
        id: 'listClosingRuns',
        exports: true,
        may: 'closing:read',
        tag: 'closing',
        summary: 'List closing runs',
        answers: { 200: ClosingRunsView },
      }),
      valid('query', ClosingRunsQuery),
      async (c) => {
        const { ctx } = c.var
        return answerList(c, c.req.valid('query'), (page) => shownRuns(ctx, page), CLOSING_RUNS)
      },
    )
    .post(
      '/',
      operation({
        id: 'startClosingRun',
        may: 'closing:run',
        write: true,
        tag: 'closing',
        summary: 'Close a month that is over, without waiting for the hour',
        answers: { 202: ClosingRunView },
      }),
      valid('json', StartClosingRunInput),
      async (c) => {
        const { ctx } = c.var
        const { month } = c.req.valid('json')
        const verb = () => startClosingRun(ctx, month)
        const run = await runOnce(c, ctx.hq, verb, (id) => getClosingRun(ctx, id))
        await closeDueMonths(ctx.with({ claim: undefined }), send(ctx))
        const progress = await closingProgress(ctx, [run.month])
        return c.json(toClosingRunView(run, progress.get(run.month) ?? []), 202)
      },
    )
    .get(
      '/:id',
      operation({
        id: 'getClosingRun',
        may: 'closing:read',
        tag: 'closing',
        summary: 'One closing run',
        answers: { 200: ClosingRunView },
      }),
      valid('param', IdParam),
      async (c) => {
        const { ctx } = c.var
        const run = await getClosingRun(ctx, c.req.valid('param').id)
        const progress = await closingProgress(ctx, [run.month])
        return c.json(toClosingRunView(run, progress.get(run.month) ?? []))
      },
    )

export const closingPreviewRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'previewClosing',
    may: 'closing:read',
    exports: true,
    tag: 'closing',
    summary: 'What closing a month would say, without closing it',
    answers: { 200: ClosingPreviewView },
  }),
  valid('query', ClosingPreviewQuery),
  async (c) => {
    const { month, ...request } = c.req.valid('query')
    return answerList(c, request, (page) => pageOfPreviews(c.var.ctx, page, month), STATEMENT_PREVIEWS)
  },
)
