import { addDays, addMonths, dateOf, monthOf, startOfDay, startOfMonth } from '@partline/kernel'
import { World } from '@partline/testing'
import type { SeedRequest } from './request.ts'

const HOUR = 3_600_000

/** The whole API on the demonstration's databases, with a clock that starts a year ago, and a seeded chance. */
export class Desk {
  readonly world: World
  readonly env: { HQ_DB: D1Database }
  /** The first and the last Shanghai date of the story; the last is yesterday. */
  readonly from: string
  readonly to: string
  #state: number

  constructor(env: { HQ_DB: D1Database }, { now, seed }: Pick<SeedRequest, 'now' | 'seed'>) {
    this.from = dateOf(startOfMonth(addMonths(monthOf(now), -12)))
    this.to = addDays(dateOf(now), -1)
    this.env = env
    this.#state = seed
    const passwordCost = { N: 4096, r: 8, p: 1 } // enough for random passwords, and forty people at once
    this.world = new World({ bindings: env, now: startOfDay(this.from) + 9 * HOUR, seed, passwordCost })
  }

  /** Moves the clock to a time of a Shanghai date, never back. */
  at(date: string, hour: number, minute = 0): void {
    this.world.now = Math.max(this.world.now + 1, startOfDay(date) + hour * HOUR + minute * 60_000)
  }

  /** A number from 0 up to but not including 1. */
  chance(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return this.#state / 2 ** 32
  }

  /** A whole number from `low` to `high`. */
  pick(low: number, high: number): number {
    return low + Math.floor(this.chance() * (high - low + 1))
  }

  get<T>(path: string, as: string, channel?: string): Promise<T> {
    return this.world.json<T>('GET', path, { as, expect: 200, ...(channel ? { channel } : {}) })
  }

  /** A write that must succeed with `expect`. */
  send<T>(method: string, path: string, call: { as: string; body?: unknown; expect: number; channel?: string }) {
    return this.world.json<T>(method, path, call)
  }
}
