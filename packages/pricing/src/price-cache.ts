import type { FoundPrice } from './found-price.ts'
import type { CalendarVersion } from './price-book.ts'

/** How long a calendar may be believed: an emergency withdrawal takes effect within it. */
const CALENDAR_TTL_MS = 30_000

/** How many priced parts one isolate remembers. */
const LIMIT = 50_000

/** How many are forgotten at once. */
const ROOM = 1_000

type Held = {
  calendar: readonly CalendarVersion[]
  revision: number
  discounts: Map<string, number | undefined>
  until: number
}

/**
 * Priced parts of the versions in force. Prices of a version never change, so entries live until the catalogue's revision
 * moves or room is needed; the entries asked for longest ago go first.
 */
export class PriceCache {
  #held: Held | undefined
  readonly #parts = new Map<string, FoundPrice | null>()

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
    if (this.#held?.revision !== revision) this.#parts.clear()
    const fresh = this.current(now)
    const discounts = fresh && fresh.revision === revision ? fresh.discounts : new Map<string, number | undefined>()
    discounts.set(grade, discountBps)
    const until = fresh?.until ?? now + CALENDAR_TTL_MS
    this.#held = { calendar, revision, discounts, until }
    return this.#held
  }

  /** The part under this key; null when it is known not to exist; undefined when nothing is known. */
  find(key: string): FoundPrice | null | undefined {
    const part = this.#parts.get(key)
    if (part !== undefined) this.keep(key, part)
    return part
  }

  keep(key: string, part: FoundPrice | null): void {
    this.#parts.delete(key)
    this.#parts.set(key, part)
    if (this.#parts.size > LIMIT) this.#forgetOldest()
  }

  #forgetOldest(): void {
    for (const key of this.#parts.keys()) {
      if (this.#parts.size <= LIMIT - ROOM) return
      this.#parts.delete(key)
    }
  }
}
