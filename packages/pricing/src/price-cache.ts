import type { CalendarVersion } from './price-book.ts'
import type { PricedPart } from './priced-part.ts'

/** How long a calendar may be believed: an emergency withdrawal takes effect within it. */
const CALENDAR_TTL_MS = 30_000

/** How many priced parts one isolate remembers. */
const LIMIT = 50_000

type Held = {
  calendar: readonly CalendarVersion[]
  revision: number
  discounts: Map<string, number | undefined>
  until: number
}

/**
 * Priced parts of the versions in force. Prices of a version never change, so entries live until the catalogue's revision
 * moves or room is needed; two generations make it a cheap least-recently-used store.
 */
export class PriceCache {
  #held: Held | undefined
  #young = new Map<string, PricedPart | null>()
  #old = new Map<string, PricedPart | null>()

  /** The calendar and discounts, unless they are older than they may be. */
  current(now: number): Held | undefined {
    return this.#held && this.#held.until > now ? this.#held : undefined
  }

  /** Takes in a fresh reading; a moved catalogue revision forgets every part. */
  renew(
    calendar: readonly CalendarVersion[],
    revision: number,
    grade: string,
    discountBps: number | undefined,
    now: number,
  ): Held {
    if (this.#held?.revision !== revision) {
      this.#young.clear()
      this.#old.clear()
    }
    const fresh = this.current(now)
    const discounts = fresh && fresh.revision === revision ? fresh.discounts : new Map<string, number | undefined>()
    discounts.set(grade, discountBps)
    const until = fresh?.until ?? now + CALENDAR_TTL_MS
    this.#held = { calendar, revision, discounts, until }
    return this.#held
  }

  /** The part under this key; null when it is known not to exist; undefined when nothing is known. */
  find(key: string): PricedPart | null | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.keep(key, old)
    return old
  }

  keep(key: string, part: PricedPart | null): void {
    if (this.#young.size >= LIMIT / 2) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, part)
  }
}
