import { env } from 'cloudflare:workers'
import { openHooks, verifiesWebhook, World } from '@partline/testing'
import { expect, test } from 'vitest'

const ALL = ['payment.recorded', 'channel.changed']

test('a receiver that fails is asked again with the same id and a new time, until it answers', async () => {
  const { world, receiver, keys, endpoint, pay, deliveries, minute } = await openHooks(env)
  const made = await endpoint(keys.principal, { types: ['payment.recorded'] })
  const answers = [
    () => new Response(null, { status: 500 }),
    () => Response.redirect('https://elsewhere.example.com/'),
    () => Promise.reject(new Error('connection refused')),
  ]
  receiver.answer = ({ url }) => (url === made.url && answers.shift()?.()) || new Response('ok')
  await pay()
  const waits = [0, 5_000, 30_000, 120_000]
  for (const wait of waits) {
    world.pass(wait)
    await minute()
  }
  const got = receiver.at(made.url)
  expect(got).toHaveLength(4)
  expect(new Set(got.map((each) => each.headers.get('webhook-id'))).size).toBe(1)
  expect(new Set(got.map((each) => each.headers.get('webhook-timestamp'))).size).toBe(4)
  for (const each of got) expect(await verifiesWebhook(made.secret, each)).toBe(true)
  const [delivery] = await deliveries(made)
  expect(delivery).toMatchObject({ status: 'delivered', nextAttemptAt: null })
  expect(delivery?.attempts.map(({ n, status, failure }) => [n, status, failure])).toEqual([
    [1, 500, 'refused'],
    [2, 302, 'refused'],
    [3, null, 'unreachable'],
    [4, 200, null],
  ])
  expect(JSON.stringify(delivery)).not.toContain('ok')
})

test('after ten tries a delivery has failed, and a replay sends it again with its id', async () => {
  const { world, receiver, keys, endpoint, pay, deliveries, minute } = await openHooks(env)
  const made = await endpoint(keys.principal, { types: ['payment.recorded'] })
  receiver.answer = () => new Response(null, { status: 503 })
  await pay()
  for (let n = 0; n < 14; n++) {
    await minute()
    world.pass(12 * 3_600_000)
    if (n === 4) expect((await deliveries(made))[0]?.status).toBe('pending')
    if (n === 5) await world.json('PATCH', `/v1/webhooks/${made.id}`, { ...active(keys), expect: 200 })
  }
  const [failed] = await deliveries(made)
  expect(failed).toMatchObject({ status: 'failed', nextAttemptAt: null })
  expect(failed?.attempts).toHaveLength(10)
  receiver.answer = () => new Response(null, { status: 204 })
  await world.json('PATCH', `/v1/webhooks/${made.id}`, { ...active(keys), expect: 200 })
  const path = `/v1/webhooks/${made.id}/deliveries/${failed?.id}/replay`
  const replay = { as: keys.principal, key: 'again', expect: 200 }
  expect(await world.json('POST', path, replay)).toMatchObject({ status: 'pending' })
  await world.json('POST', path, { as: keys.principal, expect: 409 })
  await minute()
  const got = receiver.at(made.url)
  expect(got).toHaveLength(11)
  expect(new Set(got.map((each) => each.headers.get('webhook-id'))).size).toBe(1)
  expect((await deliveries(made))[0]).toMatchObject({ status: 'delivered' })
})

const active = (keys: { principal: string }) => ({ as: keys.principal, body: { status: 'active' } })

test('a receiver that fails for days, or says it is gone, is disabled, and its owner’s trail says so', async () => {
  const { world, receiver, keys, endpoint, pay, minute } = await openHooks(env)
  const [slow, gone] = [await endpoint(keys.principal, { types: ALL }), await endpoint(keys.principal, { types: ALL })]
  receiver.answer = ({ url }) => new Response(null, { status: url === gone.url ? 410 : 500 })
  const status = async ({ id }: { id: string }) =>
    (
      await world.json<{ status: string; secret: string }>('GET', `/v1/webhooks/${id}`, {
        as: keys.principal,
        expect: 200,
      })
    ).status
  await pay()
  await minute()
  expect(await status(gone)).toBe('disabled')
  expect(await status(slow)).toBe('active')
  for (let day = 0; day < 7; day++) {
    world.pass(12 * 3_600_000)
    await pay()
    await minute()
  }
  expect(await status(slow)).toBe('disabled')
  const count = receiver.at(slow.url).length
  world.pass(86_400_000)
  await minute()
  expect(receiver.at(slow.url)).toHaveLength(count)
  const trail = await world.json<{ items: { action: string; detail: object }[] }>('GET', `/v1/audit?limit=100`, {
    as: keys.principal,
    expect: 200,
  })
  expect(trail.items.filter((each) => each.action === 'webhook.disabled').map((each) => each.detail)).toEqual(
    expect.arrayContaining([{ reason: 'gone' }, { reason: 'failing' }]),
  )
})

test('a disabled or deleted endpoint and a suspended or archived channel hear no more, even of what was on its way', async () => {
  const { world, receiver, channel, hq, keys, endpoint, pay, minute } = await openHooks(env)
  const [deleted, disabled, kept] = [
    await endpoint(keys.principal, { types: ['payment.recorded'] }),
    await endpoint(keys.principal, { types: ['payment.recorded'] }),
    await endpoint(keys.principal, { types: ['payment.recorded'] }),
  ]
  await pay()
  await world.deliverAll()
  await world.json('DELETE', `/v1/webhooks/${deleted.id}`, { as: keys.principal, key: 'gone', expect: 200 })
  await world.json('DELETE', `/v1/webhooks/${deleted.id}`, { as: keys.principal, key: 'gone', expect: 200 })
  await world.json('GET', `/v1/webhooks/${deleted.id}`, { as: keys.principal, expect: 404 })
  const off = { as: keys.principal, body: { status: 'disabled' }, expect: 200 }
  await world.json('PATCH', `/v1/webhooks/${disabled.id}`, off)
  const suspend = { as: hq.admin, body: { reason: '欠款' }, expect: 200 }
  await world.json('POST', `/v1/channels/${channel.id}/suspend`, suspend)
  await minute()
  await minute()
  for (const each of [deleted, disabled, kept]) expect(receiver.at(each.url)).toEqual([])
})

test('a try that was made but never recorded is made again: at least once, never lost', async () => {
  const { world, receiver, keys, endpoint, pay, deliveries } = await openHooks(env)
  const made = await endpoint(keys.principal, { types: ['payment.recorded'] })
  await pay()
  await world.deliverAll()
  const twice = new World({ bindings: sick(), now: world.now })
  await expect(twice.minute(receiver.post)).rejects.toThrow('did not go well')
  expect(receiver.at(made.url)).toHaveLength(1)
  world.pass(60_000)
  await world.minute(receiver.post)
  expect(receiver.at(made.url), 'reserved for the run that died').toHaveLength(1)
  world.pass(16 * 60_000)
  await Promise.all([world.minute(receiver.post), world.minute(receiver.post)])
  expect(receiver.at(made.url)).toHaveLength(2)
  expect((await deliveries(made))[0]).toMatchObject({ status: 'delivered', attempts: [{ n: 1 }] })
})

/** A database that dies when a try is to be recorded. */
function sick(): object {
  const prepare = (text: string) => {
    if (text.includes('into webhook_attempt')) throw new Error('the worker was killed here')
    return env.HQ_DB.prepare(text)
  }
  return { ...env, HQ_DB: { prepare, batch: (list: D1PreparedStatement[]) => env.HQ_DB.batch(list) } }
}

test('a secret is shown once; a rotated one signs along for a day', async () => {
  const { world, receiver, keys, endpoint, pay, minute } = await openHooks(env)
  const made = await endpoint(keys.principal, { types: ['payment.recorded'] })
  expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const seen = await world.json('GET', `/v1/webhooks/${made.id}`, { as: keys.principal, expect: 200 })
  expect(JSON.stringify(seen)).not.toContain('whsec_')
  const call = { as: keys.principal, key: 'rotate', expect: 200 }
  const rotated = await world.json<{ status: string; secret: string }>('POST', `/v1/webhooks/${made.id}/rotate`, call)
  expect(rotated.secret).not.toBe(made.secret)
  expect(await world.json('POST', `/v1/webhooks/${made.id}/rotate`, call)).not.toHaveProperty('secret')
  await pay()
  await minute()
  world.pass(24 * 3_600_000)
  await pay()
  await minute()
  const [first, second] = receiver.at(made.url)
  const signedBy = (got: Parameters<typeof verifiesWebhook>[1] | undefined) =>
    Promise.all([made, rotated].map(({ secret }) => got && verifiesWebhook(secret, got)))
  expect(await signedBy(first)).toEqual([true, true])
  expect(await signedBy(second)).toEqual([false, true])
})
