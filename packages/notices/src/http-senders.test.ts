import { expect, test } from 'vitest'
import { sendersOf } from './http-senders.ts'
import type { Outgoing } from './senders.ts'

const message: Outgoing = {
  eventId: 'msg_1',
  tenantId: 'chn_1',
  recipientId: 'per_1',
  address: 'wang@example.com',
  kind: 'orderHeld',
  words: { title: { zh: '订单已暂缓', en: 'Order held' }, text: { zh: '请处理。', en: 'Please look.' } },
}

type Sent = { url: string; body: Record<string, unknown>; authorization: string | null }

function gateway(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = []
  const fetcher = async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers as Record<string, string>)
    sent.push({ url, body: JSON.parse(String(init.body)), authorization: headers.get('authorization') })
    return answer()
  }
  return { sent, fetcher }
}

const ALL = {
  NOTICE_WEBHOOK_URL: 'https://hook.test',
  NOTICE_WECOM_URL: 'https://wecom.test',
  NOTICE_MAIL_URL: 'https://mail.test',
  NOTICE_MAIL_TOKEN: 'secret',
  NOTICE_SMS_URL: 'https://sms.test',
}

test('nothing is configured, nothing can be sent', () => {
  const { sent, fetcher } = gateway(() => new Response())
  expect(sendersOf({ NOTICE_MAIL_TOKEN: 'x', NOTICE_SMS_URL: '' }, fetcher)).toEqual([])
  expect(sent).toEqual([])
})

test('each sender is there exactly when its address is, and speaks its own format', async () => {
  const { sent, fetcher } = gateway(() => new Response('{"errcode":0}'))
  const senders = sendersOf(ALL, fetcher)
  expect(senders.map(({ name, reaches }) => [name, reaches])).toEqual([
    ['webhook', 'event'],
    ['wecom', 'hqEvent'],
    ['mail', 'email'],
    ['sms', 'mobile'],
  ])
  for (const sender of senders) expect((await sender.send(message)).outcome).toBe('sent')
  expect(sent.map((each) => each.url)).toEqual(Object.values(ALL).filter((value) => value.startsWith('https')))
  expect(sent[0]?.body).toMatchObject({ eventId: 'msg_1', kind: 'orderHeld', title: message.words.title })
  expect(JSON.stringify(sent[0]?.body)).not.toContain('wang@')
  expect(sent[1]?.body).toEqual({ msgtype: 'text', text: { content: '订单已暂缓\n请处理。' } })
  expect(sent[2]).toMatchObject({
    authorization: 'Bearer secret',
    body: { to: 'wang@example.com', subject: '订单已暂缓' },
  })
  expect(sent[3]).toMatchObject({ authorization: null, body: { to: 'wang@example.com', text: '订单已暂缓' } })
})

test('a gateway that refuses, answers WeCom’s error code, or cannot be reached is a result, not an exception', async () => {
  const send = async (name: string, answer: () => Response | Promise<Response>) => {
    const sender = sendersOf(ALL, gateway(answer).fetcher).find((each) => each.name === name)
    return sender?.send(message)
  }
  expect(await send('mail', () => new Response('no', { status: 503 }))).toEqual({
    outcome: 'refused',
    status: 503,
    detail: 'no',
  })
  expect(await send('wecom', () => new Response('{"errcode":93000}'))).toMatchObject({
    outcome: 'refused',
    status: 200,
  })
  const down = () => Promise.reject(new TypeError('https://secret.test/?key=1 is down'))
  expect(await send('sms', down)).toEqual({ outcome: 'unreachable', status: null, detail: 'TypeError' })
})
