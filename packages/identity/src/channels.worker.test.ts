import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })

test('a channel is provisioning until its shard has taken it in, then active', async () => {
  const hq = await world.hqKeys()
  await world.openChannel()
  const made = await world.json('POST', '/v1/channels', {
    as: hq.admin,
    body: { name: '上海申通', grade: 'A', zone: '华东' },
    expect: 201,
  })
  expect(made).toMatchObject({ status: 'provisioning', takingEffect: true })
  await world.deliverAll()
  const seen = await world.json('GET', `/v1/channels/${made.id}`, { as: hq.admin, expect: 200 })
  expect(seen).toMatchObject({ status: 'active', takingEffect: false })
})

test('a suspended channel keeps its profile and loses everything else', async () => {
  const channel = await world.openChannel()
  const hq = await world.hqKeys()
  const keys = await world.channelKeys(channel)
  const suspend = { as: hq.admin, body: { reason: '欠款' }, expect: 200 }
  await world.json('POST', `/v1/channels/${channel.id}/suspend`, suspend)
  world.pass(31_000)
  await world.json('GET', '/v1/me', { as: keys.principal, expect: 200 })
  await world.json('GET', '/v1/api-keys', { as: keys.principal, expect: 403 })
})

test('one idempotency key has one effect, and other content under it is refused', async () => {
  const hq = await world.hqKeys()
  await world.openChannel()
  const body = { name: '苏州', grade: 'A', zone: '华东' }
  const first = await world.json('POST', '/v1/channels', { as: hq.admin, body, key: 'same', expect: 201 })
  const again = await world.call('POST', '/v1/channels', { as: hq.admin, body, key: 'same' })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect((await again.json<{ id: string }>()).id).toBe(first.id)
  await world.json('POST', '/v1/channels', { as: hq.admin, body: { ...body, name: '杭州' }, key: 'same', expect: 422 })
  await world.json('POST', '/v1/channels', { as: hq.admin, body, key: null, expect: 400 })
})
