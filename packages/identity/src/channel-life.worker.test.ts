import { env } from 'cloudflare:workers'
import { auditOf, commit } from '@partline/db'
import { fen } from '@partline/kernel'
import { postEntry } from '@partline/ledger'
import { publishPrices, World } from '@partline/testing'
import { expect, test } from 'vitest'
import { CHANNEL_ROLES, permissionsOf } from './roles.ts'

const world = new World({ bindings: env })
type Change = 'suspend' | 'resume' | 'archive'

async function opened() {
  const channel = await world.openChannel()
  const admin = await world.keyFor('admin')
  const change = (to: Change, expect: number) =>
    world.json('POST', `/v1/channels/${channel.id}/${to}`, { as: admin, body: { reason: '测试' }, expect })
  return {
    channel,
    admin,
    change,
    seen: () => world.json('GET', `/v1/channels/${channel.id}`, { as: admin, expect: 200 }),
  }
}

test('active → suspended → active or archived, and no other way', async () => {
  const { change, seen } = await opened()
  for (const to of ['resume', 'archive'] as const) await change(to, 409)
  await change('suspend', 200)
  await world.deliverAll()
  await change('suspend', 409)
  await change('resume', 200)
  await world.deliverAll()
  await change('archive', 409)
  await change('suspend', 200)
  await world.deliverAll()
  await change('archive', 200)
  await world.deliverAll()
  for (const to of ['suspend', 'resume', 'archive'] as const) await change(to, 409)
  expect(await seen()).toMatchObject({ status: 'archived', takingEffect: false })
})

test('a change is taking effect until its shard holds it, and archiving waits for that', async () => {
  const { channel, change, seen } = await opened()
  const onShard = () =>
    world.databases.system(channel.shard).first<{ status: string }>({
      text: 'select status from channel_control where channel_id = ?',
      params: [channel.id],
    })
  await change('suspend', 200)
  expect(await seen()).toMatchObject({ status: 'suspended', takingEffect: true })
  expect(await onShard()).toEqual({ status: 'active' })
  expect(await change('archive', 409)).toMatchObject({ type: '/problems/channel-taking-effect' })
  await world.deliverAll()
  expect(await seen()).toMatchObject({ status: 'suspended', takingEffect: false })
  expect(await onShard()).toEqual({ status: 'suspended' })
})

test('a channel that owes anything, or is owed, is not archived', async () => {
  const { channel, change } = await opened()
  const post = async (side: 'debit' | 'credit', amount: number) => {
    const ctx = world.ctx({ kind: 'hq', role: 'accountant' }, channel)
    const id = ctx.ids.next('ent')
    const other = side === 'debit' ? 'credit' : 'debit'
    const legs = [
      { accountId: 'assets:receivable', side, amountFen: fen(amount) },
      { accountId: 'revenues:parts', side: other, amountFen: fen(amount) },
    ] as const
    await commit(ctx, ctx.db, {
      subject: id,
      entries: postEntry(ctx, ctx.db, { id, kind: 'shipment', source: id, legs, note: '' }),
      audit: auditOf(ctx, ctx.db, { action: 'test.posted', subject: id }),
    })
  }
  await post('debit', 100)
  await change('suspend', 200)
  await world.deliverAll()
  expect(await change('archive', 409)).toMatchObject({ type: '/problems/balance-not-zero' })
  await post('credit', 101)
  await change('archive', 409)
  await post('debit', 1)
  await change('archive', 200)
})

test('a suspended channel keeps its profile and its statements, in every role, and nothing else', async () => {
  for (const [role, held] of Object.entries(CHANNEL_ROLES)) {
    const kept = ['profile:read', 'statement:read'].filter((each) => (held as readonly string[]).includes(each))
    expect([...permissionsOf('channel', role, true)].toSorted()).toEqual(kept)
  }
  const { channel, change } = await opened()
  const as = await world.keyFor('principal', channel)
  await change('suspend', 200)
  type Documented = { paths: Record<string, Record<string, { operationId: string; 'x-may': string[] }>> }
  const { paths } = await world.json<Documented>('GET', '/v1/openapi.json', { expect: 200 })
  const allowed: string[] = []
  let refused = 0
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (operation['x-may'].length === 0) continue
      const answer = await world.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'none'), { as })
      if (answer.status === 403) refused++
      else allowed.push(operation.operationId)
    }
  expect(allowed.toSorted()).toEqual(['getMe', 'getStatement', 'getStatementJournal', 'listStatements'])
  expect(refused).toBeGreaterThan(30)
})

test('an isolate that still takes a suspended channel for active writes nothing for it', async () => {
  const { channel, change } = await opened()
  await publishPrices(world, { parts: [{ number: 'SUS1', guideFen: 1000, settlementFen: 600 }] })
  const as = await world.keyFor('principal', channel)
  const stale = new World({ bindings: env, now: world.now })
  await stale.json('GET', '/v1/me', { as, expect: 200 })
  await change('suspend', 200)
  await world.deliverAll()
  stale.pass(29_000)
  const me = await stale.json('GET', '/v1/me', { as, expect: 200 })
  expect(me.permissions, 'control: it is taken for active').toContain('user-quote:write')
  const lines = [{ partNumber: 'SUS1', quantity: 1 }]
  const writes: [string, object][] = [
    [
      '/v1/quotes',
      { kind: 'user', customer: { name: '李先生', phone: '13800000000' }, lines, freight: { mode: 'included' } },
    ],
    ['/v1/quotes', { kind: 'purchase', lines }],
    ['/v1/api-keys', { label: 'x', role: 'buyer' }],
  ]
  for (const [path, body] of writes) {
    const answer = await stale.call('POST', path, { as, body })
    expect([403, 409], `${path} ${await answer.text()}`).toContain(answer.status)
  }
  const shard = world.databases.system(channel.shard)
  const count = { text: 'select count(*) as n from quote where channel_id = ?', params: [channel.id] }
  expect(await shard.first(count)).toEqual({ n: 0 })
})

test('grades are listed for HQ and made or renamed by whoever opens channels', async () => {
  const hq = await world.hqKeys()
  const names = { zh: '特约级', en: 'Appointed' }
  const call = { as: hq.admin, body: { names }, expect: 200 }
  expect(await world.json('PUT', '/v1/grades/S1', call)).toEqual({ code: 'S1', names })
  expect(await world.json('PUT', '/v1/grades/%E7%89%B9', call)).toEqual({ code: '特', names })
  await world.json('PUT', '/v1/grades/S1', { ...call, body: { names: { ...names, en: 'Special' } } })
  const { items } = await world.json<{ items: { code: string }[] }>('GET', '/v1/grades', {
    as: hq.auditor,
    expect: 200,
  })
  expect(items.find((grade) => grade.code === 'S1')).toEqual({ code: 'S1', names: { ...names, en: 'Special' } })
  await world.json('PUT', '/v1/grades/S1', { ...call, as: hq.auditor, expect: 403 })
  for (const code of ['x'.repeat(11), 'a%20b', 'a%2Fb'])
    await world.json('PUT', `/v1/grades/${code}`, { ...call, expect: 422 })
  await world.json('GET', '/v1/grades', { as: await world.keyFor('principal', await world.openChannel()), expect: 403 })
})
