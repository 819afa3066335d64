import type { FoundPrice } from './found-price.ts'
import type { CalendarVersion } from './price-book.ts'

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

/** Priced parts by the books they were priced from, and by their keys; null for a key known not to exist. */
class Generation {
  readonly #shelves = new Map<string, Map<string, FoundPrice | null>>()
  size = 0

  find(books: string, key: string): FoundPrice | null | undefined {
    return this.#shelves.get(books)?.get(key)
  }

  keep(books: string, key: string, part: FoundPrice | null): void {
    let shelf = this.#shelves.get(books)
    if (!shelf) {
      shelf = new Map()
      this.#shelves.set(books, shelf)
    }
    const before = shelf.size
    shelf.set(key, part)
    this.size += shelf.size - before
  }
}

/**
 * Priced parts of the versions in force. Prices of a version never change, so entries live until the catalogue's revision
 * moves or room is needed: parts asked for lately are the young ones, and when those fill half the room, what has not been
 * asked for since the last time is forgotten.
 */
export class PriceCache {
  #held: Held | undefined
  #young = new Generation()
  #old = new Generation()

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
      this.#young = new Generation()
      this.#old = new Generation()
    }
    const fresh = this.current(now)
    const discounts = fresh && fresh.revision === revision ? fresh.discounts : new Map<string, number | undefined>()
    discounts.set(grade, discountBps)
    const until = fresh?.until ?? now + CALENDAR_TTL_MS
    this.#held = { calendar, revision, discounts, until }
    return this.#held
  }

  /** The part priced from these books; null when it is known not to exist; undefined when nothing is known. */
  find(books: string, key: string): FoundPrice | null | undefined {
    const young = this.#young.find(books, key)
    if (young !== undefined) return young
    const old = this.#old.find(books, key)
    if (old !== undefined) this.keep(books, key, old)
    return old
  }

  keep(books: string, key: string, part: FoundPrice | null): void {
    if (this.#young.size >= LIMIT / 2) {
      this.#old = this.#young
      this.#young = new Generation()
    }
    this.#young.keep(books, key, part)
  }
}
