import type { BusinessDate } from '@partline/kernel'

/** Numbers remembered in all; far fewer than a day's budgets of one isolate's callers. */
const LIMIT = 200_000

type Principal = { channelId: string; actorId: string; day: BusinessDate }

/**
 * The different numbers this isolate knows to be counted today, by principal (T7). Asking for one of them again needs no
 * counting; one that is not known here may still be counted already.
 */
export class CountedNumbers {
  #day: BusinessDate | undefined
  readonly #channels = new Map<string, Map<string, Set<string>>>()
  #size = 0

  /** The different numbers of these that may not be counted yet. */
  newOf({ channelId, actorId, day }: Principal, numbers: readonly string[]): string[] {
    const counted = day === this.#day ? this.#channels.get(channelId)?.get(actorId) : undefined
    if (!counted) return [...new Set(numbers)]
    const unknown = numbers.filter((number) => !counted.has(number))
    return unknown.length > 1 ? [...new Set(unknown)] : unknown
  }

  /** Takes in numbers whose counting is on the database; those of a later day make it forget the earlier one's. */
  note({ channelId, actorId, day, newNumbers }: Principal & { newNumbers: readonly string[] }): void {
    if (newNumbers.length === 0 || (this.#day !== undefined && day < this.#day)) return
    if (day !== this.#day || this.#size + newNumbers.length > LIMIT) {
      this.#channels.clear()
      this.#size = 0
      this.#day = day
    }
    const actors = this.#channels.get(channelId) ?? new Map<string, Set<string>>()
    const counted = actors.get(actorId) ?? new Set<string>()
    this.#channels.set(channelId, actors)
    actors.set(actorId, counted)
    const before = counted.size
    for (const number of newNumbers) counted.add(number)
    this.#size += counted.size - before
  }
}
