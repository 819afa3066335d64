import { setTimeout as wait } from 'node:timers/promises'
import { expectEqual } from './checks.ts'
import { channelIds } from './ledgers.ts'
import { SHARDS, type SoakRuntime } from './runtime.ts'

const LANES = 2
const AT_ONCE = 8

type Item = { key: string; channelId: string; amountFen: number }

/** Payments by people whose clock still shows the last millisecond of the month that is being closed. */
export class LatePayers {
  readonly #soak: SoakRuntime
  readonly #channels: string[]
  readonly #now: number
  readonly #kept = new Map<string, string>()
  readonly #items: Item[] = []
  #accountant = ''
  #stopped = false

  constructor(soak: SoakRuntime, channels: number, month: string) {
    this.#soak = soak
    this.#channels = ['1', '2'].flatMap((shard) => channelIds(shard, channels))
    const [year = 0, number = 1] = month.split('-').map(Number)
    this.#now = Date.UTC(year, number, 1) - 8 * 3_600_000 - 1
  }

  get sent(): number {
    return this.#items.length
  }

  acknowledged = 0

  stop(): void {
    this.#stopped = true
  }

  async run(): Promise<void> {
    const keys = await this.#soak.ask<{ accountant: string }>('/keys', {})
    this.#accountant = keys?.accountant ?? ''
    await Promise.all(Array.from({ length: LANES }, () => this.#lane()))
    this.acknowledged = this.#kept.size
  }

  async #lane(): Promise<void> {
    while (!this.#stopped) {
      const items = Array.from({ length: AT_ONCE }, () => this.#newItem())
      await this.#send(items)
      await wait(20)
    }
  }

  #newItem(): Item {
    const channelId = this.#channels[Math.floor(Math.random() * this.#channels.length)] ?? ''
    const item = { key: `late-${this.#items.length}`, channelId, amountFen: 1 + (this.#items.length % 997) }
    this.#items.push(item)
    return item
  }

  async #send(items: Item[]): Promise<void> {
    const ids = await this.#soak.ask<(string | null)[]>('/pay', { now: this.#now, accountant: this.#accountant, items })
    for (const [n, { key }] of items.entries()) {
      const id = ids?.[n]
      if (!id) continue
      const before = this.#kept.get(key)
      if (before !== undefined) expectEqual(`the payment of ${key}`, id, before)
      this.#kept.set(key, id)
    }
  }

  /** Sends every key again until each has been answered. */
  async settle(): Promise<void> {
    for (let at = 0; at < this.#items.length; at += AT_ONCE) await this.#send(this.#items.slice(at, at + AT_ONCE))
    for (let round = 0; round < 20 && this.#kept.size < this.#items.length; round++)
      for (const item of this.#items.filter(({ key }) => !this.#kept.has(key))) await this.#send([item])
    expectEqual('late postings answered', this.#kept.size, this.#items.length)
  }

  /** Every payment that was acknowledged is in the ledger, in the amount that was sent. */
  async expectKept(): Promise<void> {
    const amounts = new Map<string, number>()
    for (const shard of SHARDS) {
      const sql = `select p.id, x.amount_fen as fen from payment p join posting x on x.channel_id = p.channel_id
        and x.entry_id = p.entry_id and x.n = 1`
      for (const { id, fen } of await this.#soak.rows<{ id: string; fen: number }>(shard, sql)) amounts.set(id, fen)
    }
    for (const { key, amountFen } of this.#items)
      expectEqual(`acknowledged ${key}`, amounts.get(this.#kept.get(key) ?? ''), amountFen)
  }
}
