import { eventBody } from './event-body.ts'
import type { DueDelivery } from './sending.repo.ts'
import { signatureOf } from './signature.ts'

/** The outside world, as far as webhooks reach it. */
export type Post = (url: string, request: RequestInit) => Promise<Response>

const TIMEOUT_MS = 10_000

export type Answer = { status: number | null; failure: string | null }

/** Sends one delivery, signed for this moment (Standard Webhooks 1.0.0). Nothing of the answer but its status is kept. */
export async function postDelivery(due: DueDelivery, at: number, post: Post): Promise<Answer> {
  const { eventId: id, type, subject, aboutChannel: channelId, occurredAt } = due
  const body = eventBody({ id, type, subject, channelId, occurredAt })
  const seconds = Math.floor(at / 1000)
  const previous = due.previousUntil !== null && due.previousUntil > at ? due.previousSecret : null
  const secrets = [due.secret, ...(previous === null ? [] : [previous])]
  const signatures = await Promise.all(secrets.map((secret) => signatureOf(secret, id, seconds, body)))
  try {
    const response = await post(due.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Partline-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signatures.join(' '),
      },
      body,
    })
    await response.body?.cancel()
    return { status: response.status, failure: response.ok ? null : 'refused' }
  } catch (error) {
    return {
      status: null,
      failure: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable',
    }
  }
}
