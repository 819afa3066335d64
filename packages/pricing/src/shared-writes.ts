/** How long anybody waits for a write that others share before writing alone, and how often one looks. */
const PATIENCE_MS = 2_000
const LOOK_MS = 1

/** How many share one write. */
const SHARED = 20

/** Writes some items at once; `again` when somebody may have written them already. */
export type WriteAll<T> = (items: readonly T[], again: boolean) => Promise<void>

type News = 'waiting' | 'written' | 'first' | 'alone'
type Waiting<T> = { readonly item: T; news: News }

/**
 * Lets requests that must be on the database before they are answered share their writes: while one write is under way,
 * the next gather, and the first of them writes for all. One that comes alone writes at once.
 *
 * No request depends on another: who has waited for two seconds, or shared a write that failed, writes alone. A request
 * looks for its news by a timer of its own, because the runtime calls one hung that only waits for another's promise.
 */
export class SharedWrites<T> {
  #busy = false
  #line: Waiting<T>[] = []

  /** Resolves once `item` is written. @throws whatever `writeAll` throws for this item alone */
  async write(item: T, writeAll: WriteAll<T>): Promise<void> {
    const news = this.#busy ? await this.#wait(item) : 'first'
    if (news === 'written') return
    if (news === 'alone') return writeAll([item], true)
    this.#busy = true
    const others = this.#line.splice(0, SHARED - 1)
    try {
      await this.#writeTogether(item, others, writeAll)
    } finally {
      const next = this.#line.shift()
      if (next) next.news = 'first'
      else this.#busy = false
    }
  }

  async #writeTogether(item: T, others: readonly Waiting<T>[], writeAll: WriteAll<T>) {
    try {
      await writeAll([item, ...others.map((each) => each.item)], false)
    } catch (error) {
      for (const each of others) each.news = 'alone'
      if (others.length === 0) throw error
      return writeAll([item], true)
    }
    for (const each of others) each.news = 'written'
  }

  /** Whoever should bring the news may have died with its request: then the line is opened again. */
  async #wait(item: T): Promise<News> {
    const waiting: Waiting<T> = { item, news: 'waiting' }
    this.#line.push(waiting)
    for (let waited = 0; waiting.news === 'waiting' && waited < PATIENCE_MS; waited += LOOK_MS)
      await new Promise((wake) => setTimeout(wake, LOOK_MS))
    if (waiting.news !== 'waiting') return waiting.news
    this.#line = this.#line.filter((each) => each !== waiting)
    this.#busy = false
    return 'alone'
  }
}
