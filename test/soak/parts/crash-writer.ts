import { setTimeout as wait } from 'node:timers/promises'
import { expectEqual } from './checks.ts'

export type Account = { channels: { id: string; principal: string }[]; accountant: string }

/** One write as it was sent; the key is kept before anything leaves. */
export type Sent = {
  verb: 'quote' | 'issue' | 'accept' | 'ship' | 'pay'
  key: string
  as: string
  path: string
  body: object | undefined
  /** What the first answer named; the record in which the effect is to be found. */
  id?: string
  subject?: string
  /** How often no answer came, so that nobody knew. */
  doubts: number
}

type Answer = { id?: string; order?: { id: string }; quote?: { id: string } }

let serial = 0

/** One person who quotes, issues, accepts, ships and pays without end, and sends again what was not answered. */
export class CrashWriter {
  readonly sent: Sent[] = []
  readonly #url: string
  readonly #channel: Account['channels'][number]
  readonly #accountant: string
  #stopped = false

  constructor(url: string, channel: Account['channels'][number], accountant: string) {
    this.#url = url
    this.#channel = channel
    this.#accountant = accountant
  }

  stop(): void {
    this.#stopped = true
  }

  async run(): Promise<void> {
    const { principal } = this.#channel
    while (!this.#stopped) {
      const lines = [{ partNumber: 'SOAK-1', quantity: 1 + (serial % 9) }]
      const quote = await this.#write('quote', principal, '/v1/quotes', { kind: 'purchase', lines })
      await this.#write('issue', principal, `/v1/quotes/${quote.id}/issue`)
      const { order } = await this.#write('accept', principal, `/v1/quotes/${quote.id}/accept`)
      await this.#write('ship', this.#accountant, `/v1/orders/${order?.id}/ship`, {})
      const body = { amountFen: 1 + (serial % 9_999), receivedOn: '2026-01-01', method: 'cash', reference: 'soak' }
      await this.#write('pay', this.#accountant, '/v1/payments', body)
    }
  }

  /** Sends every key once more; each must be answered with the record of its first time. */
  async replay(): Promise<void> {
    for (const each of this.sent) {
      const answer = await this.#send(each)
      expectEqual(`the replay of ${each.key}`, idOf(answer), each.id)
    }
  }

  async #write(verb: Sent['verb'], as: string, path: string, body?: object): Promise<Answer> {
    const sent: Sent = { verb, key: `crash-${++serial}`, as, path, body, doubts: 0 }
    this.sent.push(sent)
    const answer = await this.#send(sent)
    sent.id = idOf(answer)
    sent.subject = answer.quote?.id ?? answer.id ?? ''
    return answer
  }

  /** Until there is an answer; only a refusal nobody expects ends it. */
  async #send(sent: Sent): Promise<Answer> {
    for (;;) {
      try {
        const response = await fetch(`${this.#url}${sent.path}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${sent.as}`,
            'idempotency-key': sent.key,
            'partline-channel': this.#channel.id,
            'content-type': 'application/json',
          },
          ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
          signal: AbortSignal.timeout(20_000),
        })
        const text = await response.text()
        if (response.ok) return JSON.parse(text) as Answer
        if (response.status < 500) throw new Refused(`${sent.verb} ${sent.path}: ${response.status} ${text}`)
      } catch (error) {
        if (error instanceof Refused) throw error
      }
      sent.doubts++
      await wait(50)
    }
  }
}

class Refused extends Error {}

const idOf = (answer: Answer): string => answer.order?.id ?? answer.id ?? ''
