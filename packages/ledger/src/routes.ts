import { type AppEnv, answerList, operation, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { readAccounts } from './balances.repo.ts'
import { pageOfEntries } from './entry-list.repo.ts'
import { AccountView, EntriesQuery, EntriesView } from './inputs.ts'
import { ENTRIES } from './list-sheets.ts'
import { toAccountView, toEntryView } from './views.ts'

export const accountRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'getAccount',
      may: 'account:read',
      scope: 'channel',
      tag: 'account',
      summary: "A channel's account",
      answers: { 200: AccountView },
    }),
    async (c) => {
      const { db } = c.var.ctx
      return c.json(toAccountView(db.channelId, await readAccounts(db)))
    },
  )
  .get(
    '/entries',
    operation({
      id: 'listEntries',
      exports: true,
      may: 'account:read',
      tag: 'account',
      summary: 'Ledger entries with their postings',
      answers: { 200: EntriesView },
    }),
    valid('query', EntriesQuery),
    async (c) => {
      const { month, ...request } = c.req.valid('query')
      return answerList(c, request, (page) => pageOfEntries(c.var.ctx, page, month).then(showing(toEntryView)), ENTRIES)
    },
  )
