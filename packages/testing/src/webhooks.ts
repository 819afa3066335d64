import type { Channel } from '@partline/identity'
import { World } from './world.ts'

type HookEvent = { type: string; id: string; timestamp: string; data: { id: string; channelId: string | null } }
type Received = { url: string; headers: Headers; body: string; event: HookEvent }
type Endpoint = { id: string; secret: string; url: string }
type Attempt = { n: number; status: number | null; failure: string | null }
type Delivery = { id: string; status: string; eventId: string; nextAttemptAt: string | null; attempts: Attempt[] }

let serial = 0

/** A receiver of webhooks in the place of the outside world. */
export class Receiver {
  readonly got: Received[] = []
  answer: (got: Received) => Response | Promise<Response> = () => new Response('thanks')

  readonly post = async (url: string, request: RequestInit): Promise<Response> => {
    const body = String(request.body)
    const received = { url, headers: new Headers(request.headers), body, event: JSON.parse(body) as HookEvent }
    this.got.push(received)
    return this.answer(received)
  }

  at(url: string): Received[] {
    return this.got.filter((each) => each.url === url)
  }
}

/** What a receiver does with the headers, written from the specification of Standard Webhooks. */
export async function verifiesWebhook(secret: string, { headers, body }: Received): Promise<boolean> {
  const bytes = Uint8Array.from(atob(secret.replace('whsec_', '')), (char) => char.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const signed = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${body}`
  for (const each of (headers.get('webhook-signature') ?? '').split(' ')) {
    const signature = Uint8Array.from(atob(each.replace('v1,', '')), (char) => char.charCodeAt(0))
    if (await crypto.subtle.verify('HMAC', key, signature, new TextEncoder().encode(signed))) return true
  }
  return false
}

/** A channel, its keys and HQ's, and a receiver that its endpoints reach. */
export async function openHooks(bindings: object) {
  const world = new World({ bindings })
  const receiver = new Receiver()
  const channel = await world.openChannel({ grade: 'A', creditLimitFen: 1_000_000 })
  const hq = await world.hqKeys()
  const keys = await world.channelKeys(channel)
  const minute = () => world.minute(receiver.post)
  await minute()
  const endpoint = async (as: string, parts: { types: readonly string[]; role?: string }): Promise<Endpoint> => {
    const url = `https://hooks.example.com/${++serial}`
    const made = await world.json<{ id: string; secret: string }>('POST', '/v1/webhooks', {
      as,
      body: { url, ...parts },
      expect: 201,
    })
    return { id: made.id, secret: made.secret, url }
  }
  const pay = (to: Channel = channel) => {
    const body = { amountFen: 71_313, receivedOn: '2026-11-20', method: 'cash', reference: '收据' }
    return world.json<{ id: string }>('POST', '/v1/payments', { as: hq.accountant, channel: to.id, body, expect: 201 })
  }
  const deliveries = async ({ id }: { id: string }) => {
    const path = `/v1/webhooks/${id}/deliveries?sort=occurredAt`
    return (await world.json<{ items: Delivery[] }>('GET', path, { as: keys.principal, expect: 200 })).items
  }
  return { world, receiver, channel, hq, keys, endpoint, pay, deliveries, minute }
}
