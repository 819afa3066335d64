/** Round trips one database has made since `reset`; a batch is one, whatever is in it. */
export type RoundTrips = { read: number; write: number; statements: number }

type Counted = { inner: D1PreparedStatement; text: string }

/**
 * The D1 bindings of an environment with every round trip counted, by binding name. A batch with one statement that is
 * not a select counts as a write. Only `prepare().bind()` and `batch()` are offered: nothing else may be used.
 */
export class CountingD1 {
  readonly bindings: Record<string, D1Database> = {}
  /** Runs before every write, for tests in which the world changes between the reading and the writing of a verb. */
  beforeWrite: ((name: string) => Promise<void>) | undefined
  readonly #trips = new Map<string, RoundTrips>()

  constructor(env: object) {
    for (const [name, binding] of Object.entries(env))
      if (/^(HQ_DB|CHANNEL_DB_\d+)$/.test(name)) this.bindings[name] = this.#counted(name, binding as D1Database)
    this.reset()
  }

  reset(): void {
    for (const name of Object.keys(this.bindings)) this.#trips.set(name, { read: 0, write: 0, statements: 0 })
  }

  /** Of one binding, such as `HQ_DB`. */
  trips(name: string): RoundTrips {
    const trips = this.#trips.get(name)
    if (!trips) throw new Error(`no database ${name}`)
    return trips
  }

  #counted(name: string, d1: D1Database): D1Database {
    const wrap = (inner: D1PreparedStatement, text: string) => ({
      inner,
      text,
      bind: (...params: unknown[]) => wrap(inner.bind(...params), text),
    })
    const counting = {
      prepare: (text: string) => wrap(d1.prepare(text), text),
      batch: async (list: Counted[]) => {
        const trips = this.trips(name)
        const kind = list.every(({ text }) => /^\s*(select|with)\b/i.test(text)) ? 'read' : 'write'
        trips[kind]++
        trips.statements += list.length
        if (kind === 'write') await this.beforeWrite?.(name)
        return d1.batch(list.map(({ inner }) => inner))
      },
    }
    return counting as unknown as D1Database
  }
}
