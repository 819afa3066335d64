import { env } from 'cloudflare:workers'
import { checkBalances } from '@partline/ledger'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })

type Payment = { id: string; number: string; status: string }
type Items<T> = { items: T[]; nextCursor: string | null }

const body = { amountFen: 100_053, receivedOn: '2026-11-23', method: 'bankTransfer', reference: '电汇 2026-11-23' }

async function opened() {
  const channel = await world.openChannel()
  const hq = await world.hqKeys()
  const by = { as: hq.accountant, channel: channel.id }
  const owed = async () => {
    const account = await world.json<{ currencies: { CNY: { balanceFen: number } } }>('GET', '/v1/account', {
      ...by,
      expect: 200,
    })
    return account.currencies.CNY.balanceFen
  }
  return { channel, hq, by, owed, db: world.databases.channel(channel.shard, channel.id) }
}

test('a payment lowers what the channel owes, and the channel sees it', async () => {
  const { channel, by, owed, db } = await opened()
  const made = await world.json<Payment>('POST', '/v1/payments', { ...by, body, expect: 201 })
  expect(made).toMatchObject({ ...body, number: 'P202611-0001', status: 'recorded', reversal: null })
  expect(await owed()).toBe(-100_053)
  const finance = await world.keyFor('finance', channel)
  expect(await world.json('GET', `/v1/payments/${made.id}`, { as: finance, expect: 200 })).toEqual(made)
  const mine = await world.json<Items<Payment>>('GET', '/v1/payments', { as: finance, expect: 200 })
  expect(mine.items).toEqual([made])
  await world.json('POST', '/v1/payments', { as: finance, body, expect: 403 })
  const stranger = await world.keyFor('finance', await world.openChannel())
  await world.json('GET', `/v1/payments/${made.id}`, { as: stranger, expect: 404 })
  expect(await checkBalances(db)).toEqual([])
})

test('a payment is reversed at most once, and the reversal says why', async () => {
  const { by, owed, db } = await opened()
  const { id } = await world.json<Payment>('POST', '/v1/payments', { ...by, body, expect: 201 })
  const reverse = (expected: number, key?: string) =>
    world.json('POST', `/v1/payments/${id}/reverse`, {
      ...by,
      ...(key ? { key } : {}),
      body: { reason: '重复录入' },
      expect: expected,
    })
  expect(await reverse(200, 'once')).toMatchObject({ status: 'reversed', reversal: { reason: '重复录入' } })
  expect(await reverse(200, 'once')).toMatchObject({ status: 'reversed' })
  await reverse(409)
  expect(await owed()).toBe(0)
  expect(await checkBalances(db)).toEqual([])
  await world.json('POST', '/v1/payments/pay_none/reverse', { ...by, body: { reason: 'x' }, expect: 404 })
})

test('of twenty reversals at once one succeeds', async () => {
  const { by, owed } = await opened()
  const { id } = await world.json<Payment>('POST', '/v1/payments', { ...by, body, expect: 201 })
  const tries = await Promise.all(
    Array.from({ length: 20 }, () =>
      world.call('POST', `/v1/payments/${id}/reverse`, { ...by, body: { reason: '重复' } }),
    ),
  )
  expect(tries.map((each) => each.status).toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 409)])
  expect(await owed()).toBe(0)
})

test('thirty requests with one idempotency key make one payment', async () => {
  const { by, owed } = await opened()
  const answers = await Promise.all(
    Array.from({ length: 30 }, () =>
      world.json<Payment>('POST', '/v1/payments', { ...by, body, key: 'same', expect: 201 }),
    ),
  )
  expect(new Set(answers.map((each) => each.id)).size).toBe(1)
  expect(await owed()).toBe(-100_053)
  await world.json('POST', '/v1/payments', { ...by, body: { ...body, amountFen: 1 }, key: 'same', expect: 422 })
})

test('thirty payments at once get gapless numbers and an exact balance', async () => {
  const { by, owed, db } = await opened()
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      world.json<Payment>('POST', '/v1/payments', { ...by, body: { ...body, amountFen: index + 1 }, expect: 201 }),
    ),
  )
  const numbers = Array.from({ length: 30 }, (_, index) => `P202611-${String(index + 1).padStart(4, '0')}`)
  expect(made.map((each) => each.number).toSorted()).toEqual(numbers)
  expect(await owed()).toBe(-465)
  expect(await checkBalances(db)).toEqual([])
})

test('amounts and dates that cannot be are refused and change nothing', async () => {
  const { by, owed } = await opened()
  for (const amountFen of [0, -1, 1.5, 10 ** 16, '100', null, '\uff11\uff10\uff10'])
    await world.json('POST', '/v1/payments', { ...by, body: { ...body, amountFen }, expect: 422 })
  for (const receivedOn of ['2026-11-24', '1991-12-31', '2026-02-29', '2026-11', ''])
    await world.json('POST', '/v1/payments', { ...by, body: { ...body, receivedOn }, expect: 422 })
  await world.json('POST', '/v1/payments', { ...by, body: { ...body, extra: 1 }, expect: 422 })
  await world.json('POST', '/v1/payments', { as: by.as, body, expect: 400 })
  expect(await owed()).toBe(0)
})

test('HQ pages through the payments of all channels, newest first', async () => {
  const one = await opened()
  const two = await opened()
  for (const { by } of [one, two]) {
    world.pass(1000)
    await world.json('POST', '/v1/payments', { ...by, body, expect: 201 })
  }
  const first = await world.json<Items<{ channelId: string }>>('GET', '/v1/payments?limit=2', {
    as: one.hq.auditor,
    expect: 200,
  })
  expect(first.items.map((each) => each.channelId)).toEqual([two.channel.id, one.channel.id])
  const rest = await world.json<Items<Payment>>('GET', `/v1/payments?limit=100&cursor=${first.nextCursor}`, {
    as: one.hq.auditor,
    expect: 200,
  })
  expect(rest.items.length).toBeGreaterThan(0)
})

test('a suspended channel can still pay; an archived one has no account left to move', async () => {
  const { channel, hq, by } = await opened()
  const change = (verb: string) =>
    world.json('POST', `/v1/channels/${channel.id}/${verb}`, { as: hq.admin, body: { reason: '欠款' }, expect: 200 })
  await change('suspend')
  await world.deliverAll()
  const { id } = await world.json<Payment>('POST', '/v1/payments', { ...by, body, expect: 201 })
  await world.json('POST', `/v1/payments/${id}/reverse`, { ...by, body: { reason: '退回' }, expect: 200 })
  await change('archive')
  await world.deliverAll()
  const refused = await world.json('POST', '/v1/payments', { ...by, body, expect: 409 })
  expect(refused).toMatchObject({ type: '/problems/channel-archived' })
})

test('a channel archived between the reading and the writing takes no payment', async () => {
  const { channel, by, owed } = await opened()
  const name = channel.shard === '1' ? 'CHANNEL_DB_1' : 'CHANNEL_DB_2'
  const d1 = env[name]
  let archive: (() => Promise<unknown>) | undefined = () =>
    d1.prepare("update channel_control set status = 'archived' where channel_id = ?").bind(channel.id).run()
  const late = {
    prepare: (text: string) => d1.prepare(text),
    batch: async (statements: D1PreparedStatement[]) => {
      const first = statements.length > 4 ? archive : undefined
      if (first) archive = undefined
      await first?.()
      return d1.batch(statements)
    },
  }
  const slow = new World({ bindings: { ...env, [name]: late }, now: world.now })
  const refused = await slow.json('POST', '/v1/payments', { ...by, body, expect: 409 })
  expect(refused).toMatchObject({ type: '/problems/channel-archived' })
  expect(archive).toBeUndefined()
  expect(await owed()).toBe(0)
})
