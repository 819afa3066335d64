import { type AppEnv, operation, valid } from '@partline/http'
import { Hono } from 'hono'
import { readAccounts } from './balances.repo.ts'
import { pageOfEntries } from './entry-list.repo.ts'
import { AccountView, EntriesQuery, EntriesView } from './inputs.ts'
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
      may: 'account:read',
      tag: 'account',
      summary: 'Ledger entries with their postings',
      answers: { 200: EntriesView },
    }),
    valid('query', EntriesQuery),
    async (c) => {
      const { month, ...request } = c.req.valid('query')
      const page = await pageOfEntries(c.var.ctx, request, month)
      return c.json({ ...page, items: page.items.map(toEntryView) })
    },
  )
