import { env } from 'cloudflare:workers'
import { auditOf, type Ctx, commit, once } from '@partline/db'
import { fen } from '@partline/kernel'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'
import { checkBalances, type Leg, postEntry, readAccounts, reverseEntry } from './index.ts'

const world = new World({ bindings: env })

const legs = (amount: number): Leg[] => [
  { accountId: 'assets:receivable', side: 'debit', amountFen: fen(amount) },
  { accountId: 'revenues:parts', side: 'credit', amountFen: fen(amount) },
]

async function opened() {
  const channel = await world.openChannel()
  const ctx = world.ctx({ kind: 'hq', role: 'accountant' }, channel)
  return { channel, ctx, db: ctx.db, d1: channel.shard === '1' ? env.CHANNEL_DB_1 : env.CHANNEL_DB_2 }
}

async function post(ctx: Ctx, source: string, amount: number): Promise<string> {
  const id = ctx.ids.next('ent')
  await commit(ctx, ctx.db, {
    subject: id,
    entries: postEntry(ctx, ctx.db, { id, kind: 'shipment', source, legs: legs(amount), note: source }),
    audit: auditOf(ctx, ctx.db, { action: 'test.posted', subject: id }),
  })
  return id
}

const reverse = (ctx: Ctx, reverses: string, source: string) =>
  commit(ctx, ctx.db, {
    subject: reverses,
    entries: reverseEntry(ctx, ctx.db, { id: ctx.ids.next('ent'), reverses, source, note: '冲销' }),
    audit: auditOf(ctx, ctx.db, { action: 'test.reversed', subject: reverses }),
  })

test('fifty postings at once keep a gapless sequence and exact totals', async () => {
  const { ctx, db, d1, channel } = await opened()
  const amounts = Array.from({ length: 50 }, (_, index) => index + 1)
  const never = () => Promise.reject(new Error('nothing was claimed'))
  await Promise.all(amounts.map((amount) => once(ctx, db, () => post(ctx, `order-${amount}`, amount), never)))
  const { results } = await d1
    .prepare('select seq from entry where channel_id = ? order by seq')
    .bind(channel.id)
    .all<{ seq: number }>()
  expect(results.map((row) => row.seq)).toEqual(amounts)
  const receivable = (await readAccounts(db)).find((row) => row.id === 'assets:receivable')
  expect(receivable).toMatchObject({ debitFen: 1275, creditFen: 0 })
  expect(await checkBalances(db)).toEqual([])
})

test('a sequence number taken meanwhile makes the verb run again', async () => {
  const { ctx, db, d1, channel } = await opened()
  await post(ctx, 'first', 100)
  let attempts = 0
  const verb = async () => {
    if (++attempts > 1) return post(ctx, 'second', 200)
    const leg = 'insert into posting (channel_id, entry_id, n, account_id, currency, side, amount_fen)'
    await d1.batch([
      d1.prepare(`${leg} values (?, 'e', 1, 'assets:receivable', 'CNY', 1, 5)`).bind(channel.id),
      d1.prepare(`${leg} values (?, 'e', 2, 'revenues:parts', 'CNY', -1, 5)`).bind(channel.id),
      d1
        .prepare(`insert into entry (channel_id, id, kind, source, month, posted_on, at, legs, seq, note)
          values (?, 'e', 'shipment', 'late', '2026-11', '2026-11-23', 0, 2, 1, '')`)
        .bind(channel.id),
    ])
    return 'never'
  }
  await once(ctx, db, verb, () => Promise.reject(new Error('nothing was claimed')))
  expect(attempts).toBe(2)
})

test('a reversal mirrors its entry, and an entry is reversed at most once', async () => {
  const { ctx, db } = await opened()
  const id = await post(ctx, 'order', 1234)
  await reverse(ctx, id, 'order')
  const rows = await readAccounts(db)
  expect(rows.find((row) => row.id === 'assets:receivable')).toMatchObject({ debitFen: 1234, creditFen: 1234 })
  expect(rows.find((row) => row.id === 'revenues:parts')).toMatchObject({ debitFen: 1234, creditFen: 1234 })
  await expect(reverse(ctx, id, 'order again')).rejects.toThrow('ledger/already-reversed')
  await expect(reverse(ctx, 'ent_unknown', 'nothing')).rejects.toThrow('ledger/reverses-unknown')
  expect(await checkBalances(db)).toEqual([])
})

test('a hundred reversals of one entry at once leave one', async () => {
  const { ctx, db } = await opened()
  const id = await post(ctx, 'order', 77)
  const tries = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => reverse(ctx, id, `try ${n}`)))
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  expect((await readAccounts(db)).find((row) => row.id === 'assets:receivable')).toMatchObject({ creditFen: 77 })
})

test('a channel reads its account and entries, and HQ the entries of every channel', async () => {
  const { ctx, channel } = await opened()
  await post(ctx, 'one', 100)
  world.pass(1000)
  await post(world.ctx({ kind: 'hq', role: 'accountant' }, channel), 'two', 50)
  const finance = await world.keyFor('finance', channel)
  const account = await world.json('GET', '/v1/account', { as: finance, expect: 200 })
  expect(account).toMatchObject({ currencies: { CNY: { balanceFen: 150 }, RBT: { balanceFen: 0 } } })
  const first = await world.json<{ items: { source: string }[]; nextCursor: string }>(
    'GET',
    '/v1/account/entries?limit=1&month=2026-11',
    { as: finance, expect: 200 },
  )
  expect(first.items).toMatchObject([
    {
      seq: 2,
      source: 'two',
      channelId: channel.id,
      postings: [
        { accountId: 'assets:receivable', debitFen: 50, creditFen: 0 },
        { accountId: 'revenues:parts', debitFen: 0, creditFen: 50 },
      ],
    },
  ])
  const next = `/v1/account/entries?limit=1&month=2026-11&cursor=${first.nextCursor}`
  expect(await world.json('GET', next, { as: finance, expect: 200 })).toMatchObject({ items: [{ source: 'one' }] })
  const accountant = await world.keyFor('accountant')
  const merged = await world.json<{ items: { channelId: string }[] }>('GET', '/v1/account/entries', {
    as: accountant,
    expect: 200,
  })
  expect(new Set(merged.items.map((each) => each.channelId)).size).toBeGreaterThan(1)
  await world.json('GET', '/v1/account', { as: accountant, expect: 400 })
  await world.json('GET', '/v1/account', { as: accountant, channel: channel.id, expect: 200 })
  await world.json('GET', '/v1/account', { as: await world.keyFor('buyer', channel), expect: 403 })
})

test('totals that are not the sum of the postings are named with both figures', async () => {
  const { ctx, db, d1, channel } = await opened()
  await post(ctx, 'order', 500)
  await d1.exec('drop trigger account_moves_by_entry')
  await d1
    .prepare("update account set debit_fen = 501 where channel_id = ? and id = 'assets:receivable'")
    .bind(channel.id)
    .run()
  expect(await checkBalances(db)).toEqual([
    { accountId: 'assets:receivable', debitFen: 501, creditFen: 0, postedDebitFen: 500, postedCreditFen: 0 },
  ])
})
