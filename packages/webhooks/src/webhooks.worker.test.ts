import { env } from 'cloudflare:workers'
import { openHooks, publishPrices, verifiesWebhook } from '@partline/testing'
import { expect, test } from 'vitest'

const ALL = [
  'quote.issued',
  'quote.accepted',
  'order.placed',
  'order.shipped',
  'payment.recorded',
  'statement.generated',
  'price-book.published',
  'channel.changed',
]

test('an effect is told once to who asked for it: signed, thin, in order', async () => {
  const { world, receiver, channel, keys, endpoint, pay, minute } = await openHooks(env)
  const { url, secret } = await endpoint(keys.principal, { types: ['payment.recorded'] })
  const ids = []
  for (let n = 0; n < 3; n++) {
    ids.push((await pay()).id)
    world.pass(1_000)
  }
  await minute()
  await minute()
  expect(receiver.at(url).map((each) => each.event.data.id)).toEqual(ids)
  for (const got of receiver.at(url)) {
    expect(await verifiesWebhook(secret, got)).toBe(true)
    expect(await verifiesWebhook('whsec_AAAA', got)).toBe(false)
    expect(got.headers.get('webhook-id')).toBe(got.event.id)
    expect(Number(got.headers.get('webhook-timestamp'))).toBe(Math.floor(world.now / 1000))
    expect(Object.keys(got.event).toSorted()).toEqual(['data', 'id', 'timestamp', 'type'])
    expect(got.event.data).toEqual({ id: expect.any(String), channelId: channel.id })
    expect(got.body).not.toContain('71313')
    expect(got.body.length).toBeLessThan(20_000)
  }
})

test('every type is told of, each to the roles that may read it and to no other', async () => {
  const { world, receiver, channel, hq, keys, endpoint, pay, minute } = await openHooks(env)
  const parts = [{ number: 'WH-1', guideFen: 90_000, settlementFen: 71_313 }]
  await publishPrices(world, { parts })
  const heard = new Map<string, string>()
  for (const role of ['principal', 'buyer', 'finance', 'serviceAdviser', 'technician', 'storekeeper'])
    heard.set(role, (await endpoint(keys.principal, { types: ALL, role })).url)
  for (const role of ['admin', 'priceManager', 'accountant', 'auditor'])
    heard.set(role, (await endpoint(hq.admin, { types: ALL, role })).url)
  for (const kind of ['purchase', 'user']) {
    const customer = kind === 'user' ? { customer: { name: '王先生', phone: '13800138000' } } : {}
    const body = { kind, lines: [{ partNumber: 'WH-1', quantity: 1 }], ...customer }
    const as = keys.principal
    const { id } = await world.json<{ id: string }>('POST', '/v1/quotes', { as, body, expect: 201 })
    await world.json('POST', `/v1/quotes/${id}/issue`, { as, expect: 200 })
    const done = await world.json<{ order: { id: string } | null }>('POST', `/v1/quotes/${id}/accept`, {
      as,
      expect: 200,
    })
    if (done.order)
      await world.json('POST', `/v1/orders/${done.order.id}/ship`, {
        as: hq.accountant,
        channel: channel.id,
        body: {},
        expect: 200,
      })
  }
  await pay()
  await world.json('PATCH', `/v1/channels/${channel.id}`, { as: hq.admin, body: { zone: '华北' }, expect: 200 })
  await minute()
  await minute()
  const told = Object.fromEntries(
    [...heard].map(([role, url]) => [
      role,
      receiver
        .at(url)
        .map((each) => each.event.type)
        .toSorted(),
    ]),
  )
  const purchase = ['order.placed', 'order.shipped', 'quote.accepted', 'quote.issued']
  const user = ['quote.accepted', 'quote.issued']
  const all = (...types: string[]) => ['channel.changed', ...types].toSorted()
  expect(told).toEqual({
    principal: all(...purchase, ...user, 'payment.recorded'),
    buyer: all(...purchase),
    finance: all(...purchase, 'payment.recorded'),
    serviceAdviser: all(...user),
    technician: all(),
    storekeeper: all('order.placed', 'order.shipped'),
    admin: all(),
    priceManager: all('quote.accepted', 'quote.issued'),
    accountant: all(...purchase, 'payment.recorded'),
    auditor: all(...purchase, ...user, 'payment.recorded'),
  })
})

test('a month’s statement and a published book are told of, the book to HQ alone', async () => {
  const { world, receiver, hq, keys, endpoint, minute } = await openHooks(env)
  const mine = await endpoint(keys.principal, { types: ALL })
  const brand = await endpoint(hq.admin, { role: 'accountant', types: ['statement.generated', 'price-book.published'] })
  const versions = '/v1/price-books/guide/versions'
  const as = hq.priceManager
  const { id } = await world.json<{ id: string }>('POST', versions, { as, body: { taxBasis: 'net' }, expect: 201 })
  await world.json('POST', '/v1/parts', {
    as,
    body: { number: `WB-1`, names: { zh: '轴承', en: 'BEARING' } },
    expect: 201,
  })
  await world.json('PUT', `${versions}/${id}/entries/WB-1`, { as, body: { priceFen: 5 }, expect: 200 })
  await world.json('POST', `${versions}/${id}/submit`, { as, body: { effectiveOn: '2027-05-01' }, expect: 200 })
  await world.json('POST', `${versions}/${id}/approve`, { as: hq.serviceDirector, expect: 200 })
  world.now = Date.parse('2026-11-30T16:00:00Z')
  await world.closeMonths()
  await minute()
  await minute()
  expect(receiver.at(mine.url).map((each) => each.event.type)).toEqual(['statement.generated'])
  const told = receiver.at(brand.url).map((each) => each.event)
  expect(told.filter((each) => each.type === 'price-book.published').map((each) => each.data)).toEqual([
    { id, channelId: null },
  ])
  expect(told.filter((each) => each.type === 'statement.generated').length).toBeGreaterThan(0)
})

test('no other tenant hears anything, nor a channel of HQ’s or of a sibling on its shard', async () => {
  const { world, receiver, channel, keys, endpoint, pay, minute } = await openHooks(env)
  const other = await world.openChannel({ shard: channel.shard })
  const theirs = await world.channelKeys(other)
  const listening = await endpoint(theirs.principal, { types: ALL })
  const mine = await endpoint(keys.principal, { types: ALL })
  await pay()
  await minute()
  await minute()
  expect(receiver.at(mine.url)).toHaveLength(1)
  expect(receiver.at(listening.url)).toEqual([])
  for (const [method, rest, body] of [
    ['GET', ''],
    ['PATCH', '', { description: 'x' }],
    ['DELETE', ''],
    ['POST', '/rotate'],
    ['GET', '/deliveries'],
    ['GET', `?channelId=${channel.id}`],
  ] as const)
    await world.json(method, `/v1/webhooks/${mine.id}${rest}`, { as: theirs.principal, body, expect: 404 })
  const body = { url: 'https://hooks.example.com/x', types: ALL, channelId: channel.id }
  await world.json('POST', '/v1/webhooks', { as: theirs.principal, body, expect: 404 })
})

test('an endpoint is public https, of a known role and type, and there are at most twenty', async () => {
  const { world, keys, hq, endpoint } = await openHooks(env)
  for (const [body, pointer] of [
    [{ url: 'http://hooks.example.com/', types: ALL }, '/url'],
    [{ url: 'https://169.254.169.254/latest', types: ALL }, '/url'],
    [{ url: 'http://127.0.0.1:1/', types: ALL }, '/url'],
    [{ url: 'https://hooks.example.com/', types: ['price.changed'] }, '/types/0'],
    [{ url: 'https://hooks.example.com/', types: [] }, '/types'],
    [{ url: 'https://hooks.example.com/', types: ALL, role: 'accountant' }, '/role'],
  ] as const) {
    const answer = await world.json<{ errors: { pointer: string }[] }>('POST', '/v1/webhooks', {
      as: keys.principal,
      body,
      expect: 422,
    })
    expect(answer.errors[0]?.pointer).toBe(pointer)
  }
  const { id } = await endpoint(keys.principal, { types: ALL })
  const move = { as: keys.principal, body: { url: 'https://10.0.0.1/' }, expect: 422 }
  await world.json('PATCH', `/v1/webhooks/${id}`, move)
  const forHq = {
    as: hq.admin,
    body: { url: 'https://hooks.example.com/', types: ALL, role: 'principal' },
    expect: 422,
  }
  await world.json('POST', '/v1/webhooks', forHq)
  for (let n = 1; n < 20; n++) await endpoint(keys.principal, { types: ALL })
  const more = { as: keys.principal, body: { url: 'https://hooks.example.com/', types: ALL }, expect: 409 }
  await world.json('POST', '/v1/webhooks', more)
  const page = await world.json<{ items: { id: string }[] }>('GET', '/v1/webhooks', { as: keys.principal, expect: 200 })
  expect(page.items).toHaveLength(20)
  expect(page.items.every((each) => !('secret' in each))).toBe(true)
})
