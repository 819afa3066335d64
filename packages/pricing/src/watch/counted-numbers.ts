import type { BusinessDate } from '@partline/kernel'

/** Numbers remembered in all; far fewer than a day's budgets of one isolate's callers. */
const LIMIT = 200_000

type Day = { day: BusinessDate; numbers: Set<string> }

/**
 * The different numbers this isolate knows to be counted today, by principal (T7). Asking for one of them again needs no
 * counting; one that is not known here may still be counted already.
 */
export class CountedNumbers {
  readonly #days = new Map<string, Day>()
  #size = 0

  /** The different numbers of these that may not be counted yet. */
  newOf(principal: string, day: BusinessDate, numbers: readonly string[]): string[] {
    const known = this.#days.get(principal)
    const counted = known?.day === day ? known.numbers : undefined
    return [...new Set(counted ? numbers.filter((number) => !counted.has(number)) : numbers)]
  }

  /** Takes in numbers whose counting is on the database. */
  note(principal: string, day: BusinessDate, numbers: readonly string[]): void {
    if (numbers.length === 0) return
    if (this.#size + numbers.length > LIMIT) {
      this.#days.clear()
      this.#size = 0
    }
    let known = this.#days.get(principal)
    if (known?.day !== day) {
      this.#size -= known?.numbers.size ?? 0
      known = { day, numbers: new Set() }
      this.#days.set(principal, known)
    }
    const before = known.numbers.size
    for (const number of numbers) known.numbers.add(number)
    this.#size += known.numbers.size - before
  }
}
