import { type AppEnv, IdParam, operation, runOnce, valid } from '@partline/http'
import { Hono } from 'hono'
import { closeDueMonths, type SendClosing } from './close-due-months.ts'
import { closingProgress, getClosingRun, pageOfClosingRuns } from './closing-runs.repo.ts'
import {
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
import { getPayment, pageOfPayments } from './payments.repo.ts'
import { recordPayment } from './record-payment.ts'
import { reversePayment } from './reverse-payment.ts'
import { startClosingRun } from './start-closing-run.ts'
import { getStatement, pageOfStatements, readJournal } from './statements.repo.ts'
import { toClosingRunView, toPaymentView, toStatementView } from './views.ts'

const onePayment = { tag: 'payments', scope: 'channel' } as const

export const paymentRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listPayments',
      may: 'payment:read',
      tag: 'payments',
      summary: 'List payments',
      answers: { 200: PaymentsView },
    }),
    valid('query', PaymentsQuery),
    async (c) => {
      const { status, ...request } = c.req.valid('query')
      const page = await pageOfPayments(c.var.ctx, request, status)
      return c.json({ ...page, items: page.items.map(toPaymentView) })
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
      may: 'statement:read',
      tag: 'statements',
      summary: 'List monthly statements',
      answers: { 200: StatementsView },
    }),
    valid('query', StatementsQuery),
    async (c) => {
      const { month, ...request } = c.req.valid('query')
      const page = await pageOfStatements(c.var.ctx, request, month)
      return c.json({ ...page, items: page.items.map(toStatementView) })
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

/** `send` reaches the closing queue, which only the worker knows. */
export const closingRunRoutes = (send: (ctx: AppEnv['Variables']['ctx']) => SendClosing) =>
  new Hono<AppEnv>()
    .get(
      '/',
      operation({
        id: 'listClosingRuns',
        may: 'closing:read',
        tag: 'closing',
        summary: 'List closing runs',
        answers: { 200: ClosingRunsView },
      }),
      valid('query', ClosingRunsQuery),
      async (c) => {
        const { ctx } = c.var
        const page = await pageOfClosingRuns(ctx, c.req.valid('query'))
        const progress = await closingProgress(
          ctx,
          page.items.map((row) => row.month),
        )
        return c.json({ ...page, items: page.items.map((row) => toClosingRunView(row, progress.get(row.month) ?? [])) })
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
