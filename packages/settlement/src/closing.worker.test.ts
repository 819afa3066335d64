import { env } from 'cloudflare:workers'
import { checkBalances, openBooks, openMonth } from '@partline/ledger'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'
import { type ClosingMessage, closeChannels, closeDueMonths, closeMonth } from './index.ts'

type Figures = { openingFen: number; debitFen: number; creditFen: number; closingFen: number }
type Statement = { id: string; number: string; month: string; currencies: { CNY: Figures; RBT: Figures } }
type Run = { id: string; expected: number; closed: number; shards: { shard: string }[] }

const at = (text: string) => Date.parse(text)
const HOUR = 3_600_000

async function opened(now: string) {
  const world = new World({ bindings: env, now: at(now) })
  const channel = await world.openChannel()
  const hq = await world.hqKeys()
  const by = { as: hq.accountant, channel: channel.id }
  const statements = async () => {
    const page = await world.json<{ items: Statement[] }>('GET', '/v1/statements?sort=month', { ...by, expect: 200 })
    return page.items
  }
  const months = async () => (await statements()).map((each) => each.month)
  const pay = (amountFen: number) => {
    const body = { amountFen, receivedOn: '2024-01-02', method: 'cash', reference: '收据' }
    return world.json('POST', '/v1/payments', { ...by, body, expect: 201 })
  }
  return { world, channel, hq, by, statements, months, pay, db: world.databases.channel(channel.shard, channel.id) }
}

const figures = (openingFen: number, debitFen: number, creditFen: number) => ({
  openingFen,
  debitFen,
  creditFen,
  closingFen: openingFen + debitFen - creditFen,
})

test.each([
  ['2024-01', '2024-01-31T16:00:00.000Z'],
  ['2024-02', '2024-02-29T16:00:00.000Z'],
  ['2025-02', '2025-02-28T16:00:00.000Z'],
  ['2025-04', '2025-04-30T16:00:00.000Z'],
  ['2025-12', '2025-12-31T16:00:00.000Z'],
])('%s closes at %s, not a millisecond sooner', async (month, border) => {
  const { world, months, pay, statements } = await opened(new Date(at(border) - HOUR).toISOString())
  world.now = at(border) - 1
  await pay(1)
  await world.closeMonths()
  expect(await months()).toEqual([])
  world.now = at(border)
  await pay(10)
  await world.closeMonths()
  expect(await months()).toEqual([month])
  world.now = at(border) + 1
  await pay(100)
  await world.closeMonths()
  expect((await statements())[0]).toMatchObject({
    number: `S${month.replace('-', '')}-0001`,
    status: 'generated',
    currencies: { CNY: figures(0, 0, 1), RBT: figures(0, 0, 0) },
  })
})

test('a month that is not over, not the next in turn, or never was is not closed', async () => {
  const { world, channel, db, months } = await opened('2026-08-05T02:00:00Z')
  const close = (month: string) => closeMonth(world.ctx({ kind: 'hq', role: 'system' }, channel), db, month)
  world.now = at('2026-08-31T16:00:00Z') - 1
  await expect(close('2026-08')).rejects.toThrow('month-not-over')
  world.now = at('2026-10-05T02:00:00Z')
  await db.writeBatch([openMonth(db, '2026-09')])
  await expect(close('2026-09')).rejects.toThrow('earlier-month-open')
  await expect(close('2026-07')).rejects.toThrow('not-found')
  const august = await close('2026-08')
  expect((await close('2026-08')).id).toBe(august.id)
  expect(await months()).toEqual(['2026-08'])
})

test('a cron that fires twice, and twice at once, closes once', async () => {
  const { world, months, pay } = await opened('2026-10-05T02:00:00Z')
  await pay(500)
  world.now = at('2026-11-01T00:05:00Z')
  await Promise.all([world.closeMonths(), world.closeMonths(), world.closeMonths()])
  await world.closeMonths()
  expect(await months()).toEqual(['2026-10'])
})

test('a cron two months late closes both in order and carries the balance over', async () => {
  const { world, pay, statements, db } = await opened('2026-07-05T02:00:00Z')
  await pay(700)
  world.now = at('2026-09-15T02:00:00Z')
  await pay(9)
  await world.closeMonths()
  expect((await statements()).map((each) => [each.month, each.currencies.CNY])).toEqual([
    ['2026-07', figures(0, 0, 700)],
    ['2026-08', figures(-700, 0, 0)],
  ])
  world.now = at('2026-09-30T16:00:00Z')
  await world.closeMonths()
  expect((await statements())[2]?.currencies.CNY).toEqual(figures(-700, 0, 9))
  expect(await checkBalances(db)).toEqual([])
})

test('a posting decided in a month that closed meanwhile lands in the next open one', async () => {
  const { world, pay, statements } = await opened('2026-10-31T15:00:00Z')
  world.now = at('2026-10-31T16:00:00Z')
  await world.closeMonths()
  world.now = at('2026-10-31T15:59:59.999Z')
  await pay(42)
  world.now = at('2026-11-30T16:00:00Z')
  await world.closeMonths()
  const [october, november] = await statements()
  expect(october?.currencies.CNY).toEqual(figures(0, 0, 0))
  expect(november?.currencies.CNY).toEqual(figures(0, 0, 42))
})

test('payments racing the closing are each in exactly one statement', async () => {
  const { world, pay, statements, db } = await opened('2026-10-31T15:59:59Z')
  world.now = at('2026-10-31T16:00:00Z') - 1
  const before = Array.from({ length: 20 }, (_, n) => pay(n + 1))
  world.now = at('2026-10-31T16:00:00Z')
  await Promise.all([...before, world.closeMonths(), world.closeMonths()])
  world.now = at('2026-11-30T16:00:00Z')
  await world.closeMonths()
  const [october, november] = (await statements()).map((each) => each.currencies.CNY)
  expect((october?.creditFen ?? 0) + (november?.creditFen ?? 0)).toBe(210)
  expect(november?.openingFen).toBe(october?.closingFen)
  expect(november?.closingFen).toBe(-210)
  expect(await checkBalances(db)).toEqual([])
})

test('when the cron never fires, HQ closes by hand and sees how far it came', async () => {
  const { world, hq, months } = await opened('2027-01-05T02:00:00Z')
  const early = { as: hq.accountant, body: { month: '2027-01' }, expect: 409 }
  expect(await world.json('POST', '/v1/closing-runs', early)).toMatchObject({ type: '/problems/month-not-over' })
  world.now = at('2027-01-31T16:00:00Z')
  const call = { as: hq.accountant, body: { month: '2027-01' }, key: 'january', expect: 202 }
  const run = await world.json<Run>('POST', '/v1/closing-runs', call)
  expect(run).toMatchObject({ id: 'run_202701', month: '2027-01', startedAt: '2027-01-31T16:00:00.000Z' })
  expect(await months()).toEqual(['2027-01'])
  expect(await world.json('POST', '/v1/closing-runs', call)).toEqual(run)
  const seen = await world.json<Run>('GET', `/v1/closing-runs/${run.id}`, { as: hq.serviceDirector, expect: 200 })
  expect(seen.closed).toBe(seen.expected)
  expect(seen.shards.map((each) => each.shard)).toEqual(['1', '2'])
  const list = await world.json<{ items: Run[] }>('GET', '/v1/closing-runs', { as: hq.auditor, expect: 200 })
  expect(list.items.find((each) => each.id === run.id)).toEqual(seen)
  await world.json('POST', '/v1/closing-runs', { as: hq.serviceDirector, body: { month: '2027-01' }, expect: 403 })
  await world.json('GET', '/v1/closing-runs/run_none', { as: hq.auditor, expect: 404 })
})

test('a suspended channel is closed like any other and still reads its statements and profile', async () => {
  const { world, channel, hq, months, statements } = await opened('2026-10-05T02:00:00Z')
  const principal = await world.keyFor('principal', channel)
  await world.json('POST', `/v1/channels/${channel.id}/suspend`, {
    as: hq.admin,
    body: { reason: '欠款' },
    expect: 200,
  })
  await world.deliverAll()
  world.now = at('2026-10-31T16:00:00Z')
  await world.closeMonths()
  expect(await months()).toEqual(['2026-10'])
  const [statement] = await statements()
  await world.json('GET', '/v1/me', { as: principal, expect: 200 })
  await world.json('GET', '/v1/statements', { as: principal, expect: 200 })
  expect(await world.json('GET', `/v1/statements/${statement?.id}`, { as: principal, expect: 200 })).toEqual(statement)
  expect((await world.call('GET', `/v1/statements/${statement?.id}/journal`, { as: principal })).status).toBe(200)
  await world.json('GET', '/v1/account', { as: principal, expect: 403 })
})

test('a statement is one channel’s alone, and its journal is plain text that ends in its closing', async () => {
  const { world, channel, statements, pay } = await opened('2026-10-05T02:00:00Z')
  await pay(123_450)
  world.now = at('2026-10-31T16:00:00Z')
  await world.closeMonths()
  const [statement] = await statements()
  const finance = await world.keyFor('finance', channel)
  const journal = await world.call('GET', `/v1/statements/${statement?.id}/journal`, { as: finance })
  expect(journal.headers.get('content-type')).toMatch(/^text\/plain/)
  const text = await journal.text()
  expect(text).toContain('2026-10-05 (1) payment 收据\n')
  expect(text).toContain('    assets:bank  CNY 1234.50\n    assets:receivable  CNY -1234.50\n')
  expect(text).toContain('    assets:receivable  CNY 0.00 == CNY -1234.50\n')
  const stranger = await world.keyFor('finance', await world.openChannel())
  await world.json('GET', `/v1/statements/${statement?.id}`, { as: stranger, expect: 404 })
  await world.json('GET', `/v1/statements/${statement?.id}/journal`, { as: stranger, expect: 404 })
  await world.json('GET', '/v1/statements?month=2026-13', { as: finance, expect: 422 })
  const june = await world.json<{ items: unknown[] }>('GET', '/v1/statements?month=2026-06', {
    as: finance,
    expect: 200,
  })
  expect(june.items).toEqual([])
})

test('a statement and its balances cannot be changed, replaced, added to or deleted', async () => {
  const { world, channel, statements } = await opened('2026-10-05T02:00:00Z')
  world.now = at('2026-10-31T16:00:00Z')
  await world.closeMonths()
  const before = await statements()
  const d1 = channel.shard === '1' ? env.CHANNEL_DB_1 : env.CHANNEL_DB_2
  for (const sql of [
    "update statement set month = '2020-01' where channel_id = ?",
    'update statement set closed_at = 0 where channel_id = ?',
    'delete from statement where channel_id = ?',
    'insert or replace into statement select channel_id, id, number, month, status, 0, null from statement where channel_id = ?',
    "insert or replace into statement select channel_id, 'new', number, month, status, 0, null from statement where channel_id = ?",
    'update statement_balance set closing_fen = 1, opening_fen = 1 where channel_id = ?',
    'delete from statement_balance where channel_id = ?',
    'insert or replace into statement_balance select channel_id, statement_id, account_id, currency, 1, 0, 0, 1 from statement_balance where channel_id = ?',
    "insert into statement_balance select channel_id, id, 'assets:extra', 'CNY', 1, 0, 0, 1 from statement where channel_id = ?",
  ])
    await expect(d1.prepare(sql).bind(channel.id).run(), sql).rejects.toThrow(/statement\/(immutable|exists)/)
  expect(await statements()).toEqual(before)
})

test('due channels go to the queue by shard, fifty to a message, and delivery may repeat', async () => {
  const world = new World({ bindings: env, now: at('2022-03-05T02:00:00Z') })
  for (let n = 0; n < 52; n++) {
    const db = world.databases.channel('2', `chn_queued_${n}`)
    await db.writeBatch(openBooks(db, world.now))
  }
  world.now = at('2022-03-31T16:00:00Z')
  const ctx = world.ctx({ kind: 'hq', role: 'system' })
  const sent: ClosingMessage[] = []
  await closeDueMonths(ctx, async (messages) => void sent.push(...messages))
  expect(sent.map((each) => [each.shard, each.channelIds.length])).toEqual([
    ['2', 50],
    ['2', 2],
  ])
  for (const message of [...sent, ...sent]) await closeChannels(ctx, message)
  const hq = await world.hqKeys()
  const run = await world.json<Run>('GET', '/v1/closing-runs/run_202203', { as: hq.auditor, expect: 200 })
  expect(run).toMatchObject({ expected: 52, closed: 52 })
  sent.length = 0
  await closeDueMonths(ctx, async (messages) => void sent.push(...messages))
  expect(sent).toEqual([])
})

test('a channel that fails does not stop the others and is closed when tried again', async () => {
  const sick = { id: '' }
  const failing = (d1: D1Database) => ({
    prepare: (text: string) => ({
      bind: (...params: unknown[]) => {
        if (sick.id !== '' && params.includes(sick.id) && text.includes('statement_balance'))
          throw new Error('disk is sick')
        return d1.prepare(text).bind(...params)
      },
    }),
    batch: (statements: D1PreparedStatement[]) => d1.batch(statements),
  })
  const bindings = { ...env, CHANNEL_DB_1: failing(env.CHANNEL_DB_1) }
  const world = new World({ bindings, now: at('2021-05-05T02:00:00Z') })
  const channels = [await world.openChannel({ shard: '1' }), await world.openChannel({ shard: '1' })]
  sick.id = channels[0]?.id ?? ''
  world.now = at('2021-05-31T16:00:00Z')
  await expect(world.closeMonths()).rejects.toThrow('1 channels could not be closed')
  const hq = await world.hqKeys()
  const run = () => world.json<Run>('GET', '/v1/closing-runs/run_202105', { as: hq.auditor, expect: 200 })
  expect(await run()).toMatchObject({ expected: 2, closed: 1 })
  sick.id = ''
  await world.closeMonths()
  expect(await run()).toMatchObject({ expected: 2, closed: 2 })
})

test('closing reads and writes by index alone', async () => {
  const plans: Promise<string[]>[] = []
  const explained = (d1: D1Database) => ({
    prepare: (text: string) => ({
      bind: (...params: unknown[]) => {
        const plan = d1.prepare(`explain query plan ${text}`).bind(...params)
        plans.push(plan.all<{ detail: string }>().then(({ results }) => results.map((row) => row.detail)))
        return d1.prepare(text).bind(...params)
      },
    }),
    batch: (statements: D1PreparedStatement[]) => d1.batch(statements),
  })
  const bindings = { ...env, CHANNEL_DB_1: explained(env.CHANNEL_DB_1) }
  const world = new World({ bindings, now: at('2020-05-05T02:00:00Z') })
  await world.openChannel({ shard: '1' })
  world.now = at('2020-05-31T16:00:00Z')
  plans.length = 0
  await world.closeMonths()
  const auditor = await world.keyFor('auditor')
  await world.json('GET', '/v1/closing-runs', { as: auditor, expect: 200 })
  const details = (await Promise.all(plans)).flat()
  expect(details.join('\n')).toContain('INDEX period_open')
  expect(details.filter((detail) => /^SCAN (?!CONSTANT ROW|moved|json_each|\(subquery)/.test(detail))).toEqual([])
})
