import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test, vi } from 'vitest'
import { MAX_ATTEMPTS, waitAfter } from './backoff.ts'
import { deliverNotice } from './deliver-notice.ts'
import { sendersOf } from './http-senders.ts'
import type { NoticeEvent } from './notice-event.ts'
import { sendNotices } from './send-notices.ts'
import { NoticeSenders } from './senders.ts'
import { tellOfAccounts } from './tell-of-accounts.ts'

type Sent = { url: string; body: Record<string, string> }
type Dispatch = { sender: string; status: string; attempts: number; eventId: string; recipientId: string | null }

const CONFIG = {
  NOTICE_WEBHOOK_URL: 'https://hook',
  NOTICE_WECOM_URL: 'https://wecom',
  NOTICE_MAIL_URL: 'https://mail',
}

/** A world with its own gateway; what it sends ends here. */
function worldWith(config: object, answer: (url: string) => Response = () => new Response('{"errcode":0}')) {
  const world = new World({ bindings: env })
  const sent: Sent[] = []
  world.caches.of(NoticeSenders).list = sendersOf(config, async (url, init) => {
    sent.push({ url, body: JSON.parse(String(init.body)) })
    return answer(url)
  })
  const ctx = () => world.ctx({ kind: 'hq', role: 'system' })
  const send = () => sendNotices(ctx())
  return { world, sent, ctx, send }
}

async function channelWithPerson(world: World, role = 'buyer') {
  const channel = await world.openChannel()
  const id = `per_${channel.id}`
  await env.HQ_DB.prepare('insert into person (id, email, name, created_at) values (?, ?, ?, 1)')
    .bind(id, `${id}@example.com`, '王')
    .run()
  await env.HQ_DB.prepare(
    'insert into membership (channel_id, id, person_id, role, version, created_at) values (?, ?, ?, ?, 1, 1)',
  )
    .bind(channel.id, `mem_${channel.id}`, id, role)
    .run()
  return { channel, personId: id }
}

const held: NoticeEvent = { kind: 'orderHeld', to: 'channel', params: { number: 'O1' }, subject: 'ord_1' }
const ready: NoticeEvent = {
  kind: 'statementReady',
  to: 'channel',
  params: { number: 'S1', month: '2026-10' },
  subject: null,
}

let serial = 0
const messageFor = (tenantId: string, payload: NoticeEvent, id = `msg_send_${++serial}`) => ({
  id,
  source: '1',
  tenantId,
  topic: 'notice',
  payload,
})

test('with no sender configured nothing is queued and nothing is fetched', async () => {
  const { world, sent, ctx, send } = worldWith({})
  const { channel } = await channelWithPerson(world)
  const fetched = vi.spyOn(globalThis, 'fetch')
  await deliverNotice(ctx(), messageFor(channel.id, held))
  expect(await send()).toBe(0)
  const queued = env[`CHANNEL_DB_${channel.shard}` as 'CHANNEL_DB_1']
    .prepare('select count(*) as n from notice_dispatch where channel_id = ?')
    .bind(channel.id)
  expect(await queued.first('n')).toBe(0)
  expect(sent).toEqual([])
  expect(fetched).not.toHaveBeenCalled()
  fetched.mockRestore()
})

test('mail goes to each person at her address, groups hear nothing only some may know, and each message goes once', async () => {
  const { world, sent, ctx, send } = worldWith(CONFIG)
  const { channel, personId } = await channelWithPerson(world, 'finance')
  const secret = messageFor(channel.id, held)
  const open = messageFor(channel.id, ready)
  for (const message of [secret, secret, open]) await deliverNotice(ctx(), message)
  await Promise.all([send(), send()])
  await send()
  const seen = sent.map(({ url, body }) => [url, body.to ?? body.kind])
  expect(seen.toSorted()).toEqual([
    ['https://hook', 'statementReady'],
    ['https://mail', `${personId}@example.com`],
    ['https://mail', `${personId}@example.com`],
  ])
})

test('a refusal is recorded and tried again later, each time after a longer wait, and given up in the end', async () => {
  const { world, sent, ctx, send } = worldWith(CONFIG, () => new Response('busy', { status: 503 }))
  const { channel } = await channelWithPerson(world)
  await deliverNotice(ctx(), messageFor(channel.id, held))
  for (let n = 1; n <= MAX_ATTEMPTS + 2; n++) {
    await send()
    await send()
    expect(sent).toHaveLength(Math.min(n, MAX_ATTEMPTS))
    world.pass(waitAfter(n))
  }
  const admin = await world.keyFor('admin')
  type Page = { items: (Dispatch & { channelId: string })[] }
  const { items } = await world.json<Page>('GET', '/v1/notice-dispatches?sender=mail', { as: admin, expect: 200 })
  expect(items.find((each) => each.channelId === channel.id)).toMatchObject({
    status: 'givenUp',
    attempts: MAX_ATTEMPTS,
  })
  const attempts = env[`CHANNEL_DB_${channel.shard}` as 'CHANNEL_DB_1']
    .prepare('select n, outcome, status, detail from notice_attempt where channel_id = ? order by n')
    .bind(channel.id)
  const rows = (await attempts.all()).results
  expect(rows).toHaveLength(MAX_ATTEMPTS)
  expect(rows[0]).toEqual({ n: 1, outcome: 'refused', status: 503, detail: 'busy' })
})

test('who turned a kind’s messages off gets the line in the inbox and no mail', async () => {
  const { world, sent, ctx, send } = worldWith({ NOTICE_MAIL_URL: 'https://mail' })
  const { channel, personId } = await channelWithPerson(world)
  await env[`CHANNEL_DB_${channel.shard}` as 'CHANNEL_DB_1']
    .prepare(
      `insert into notice_preference (channel_id, recipient_id, kind, inbox, senders) values (?, ?, 'orderHeld', 1, 0)`,
    )
    .bind(channel.id, personId)
    .run()
  await deliverNotice(ctx(), messageFor(channel.id, held))
  await deliverNotice(ctx(), messageFor(channel.id, { ...held, kind: 'orderHeld' }))
  await send()
  expect(sent).toEqual([])
})

test('HQ’s group robot hears of HQ’s events', async () => {
  const { sent, ctx, send } = worldWith({ NOTICE_WECOM_URL: 'https://wecom' })
  const facts = { kind: 'approvalWaiting', params: { book: 'guide', number: 7, effectiveOn: '2027-01-01' } } as const
  await deliverNotice(ctx(), messageFor('hq', { ...facts, to: 'hq', subject: null }))
  await send()
  expect(sent.map(({ url }) => url)).toEqual(['https://wecom'])
  expect(JSON.stringify(sent[0]?.body)).toContain('第 7 版待审批')
})

test('a sign-in from a new device reaches the person’s inboxes everywhere and her mailbox once', async () => {
  const { world, sent, ctx, send } = worldWith({ NOTICE_MAIL_URL: 'https://mail' })
  const { channel, personId } = await channelWithPerson(world)
  const second = await world.openChannel()
  await env.HQ_DB.prepare(
    "insert into membership (channel_id, id, person_id, role, version, created_at) values (?, ?, ?, 'technician', 1, 1)",
  )
    .bind(second.id, `mem_${second.id}`, personId)
    .run()
  for (const [id, kind] of [
    [`pev_a_${personId}`, 'sign-in.new-device'],
    [`pev_b_${personId}`, 'membership.added'],
  ])
    await env.HQ_DB.prepare('insert into person_event (person_id, id, kind, at, detail) values (?, ?, ?, ?, ?)')
      .bind(personId, id, kind, world.now, '{"device":"Firefox"}')
      .run()
  for (let run = 0; run < 3; run++) {
    await tellOfAccounts(ctx())
    await send()
    world.pass(60_000)
  }
  expect(sent).toHaveLength(1)
  expect(sent[0]?.body).toMatchObject({ to: `${personId}@example.com`, subject: '您的账号在新设备上登录' })
  for (const each of [channel, second]) {
    const inbox = env[`CHANNEL_DB_${each.shard}` as 'CHANNEL_DB_1']
      .prepare('select kind from notice where channel_id = ? and recipient_id = ?')
      .bind(each.id, personId)
    expect((await inbox.all()).results).toEqual([{ kind: 'signedInFromNewDevice' }])
  }
})
