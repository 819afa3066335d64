/** How D1 fails in production, in its own words. */
export const D1_FAILURES = {
  network: 'D1_ERROR: Network connection lost.',
  reset: 'D1_ERROR: Internal error in D1 DB storage caused object to be reset.',
  updated: 'D1_ERROR: D1 DB reset because its code was updated.',
  overloaded: 'D1_ERROR: D1 DB is overloaded. Requests queued for too long.',
  timeout: 'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
  memory: "D1_ERROR: D1 DB's isolate exceeded its memory limit and was reset.",
} as const

/** One batch that reached the database. */
type D1Batch = { readonly texts: readonly string[]; readonly writes: boolean }

type Fault = {
  /** `before`: nothing was done. `after`: all of it was done, but the caller never hears so. */
  when: 'before' | 'after'
  which: (batch: D1Batch) => boolean
  message: string
  left: number
}

type Prepared = { real: D1PreparedStatement; text: string }

/** A D1 database that fails when told to. It does batches only, as `Store` does. */
export class FaultyD1 {
  readonly #real: D1Database
  readonly #faults: Fault[] = []
  /** Every batch that was asked for, in order. */
  readonly calls: D1Batch[] = []

  constructor(real: D1Database) {
    this.#real = real
  }

  /** Fails the next `times` batches that match. */
  fail(when: Fault['when'], which: Fault['which'], times = 1, message: string = D1_FAILURES.network): void {
    this.#faults.push({ when, which, message, left: times })
  }

  /** Fails the next write. */
  failWrite(when: Fault['when'], times = 1, message: string = D1_FAILURES.network): void {
    this.fail(when, (batch) => batch.writes, times, message)
  }

  /** Forgets every fault that has not happened yet. */
  heal(): void {
    this.#faults.length = 0
  }

  /** What to bind in the place of the database. */
  get binding(): D1Database {
    const facade = {
      prepare: (text: string) => this.#prepared(this.#real.prepare(text), text),
      batch: (statements: Prepared[]) => this.#batch(statements),
    }
    return facade as unknown as D1Database
  }

  #prepared(real: D1PreparedStatement, text: string): Prepared & { bind: (...params: unknown[]) => Prepared } {
    return { real, text, bind: (...params) => this.#prepared(real.bind(...params), text) }
  }

  async #batch(statements: Prepared[]): Promise<D1Result[]> {
    const texts = statements.map((statement) => statement.text)
    const batch = { texts, writes: texts.some((text) => /^\s*(with\b.*\b)?(insert|update|delete)\b/is.test(text)) }
    this.calls.push(batch)
    const fault = this.#faults.find((each) => each.left > 0 && each.which(batch))
    if (fault) fault.left--
    if (fault?.when === 'before') throw new Error(fault.message)
    const results = await this.#real.batch(statements.map((statement) => statement.real))
    if (fault) throw new Error(fault.message)
    return results
  }
}
