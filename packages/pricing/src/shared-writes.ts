/** How long anybody waits for a write that others share before writing alone. */
const PATIENCE_MS = 2_000

/** How many share one write. */
const SHARED = 20

type News = 'written' | 'first' | 'alone'
type Waiting<T> = { item: T; tell: (news: News) => void }

/**
 * Lets requests that must be on the database before they are answered share their writes: while one write is under way,
 * the next gather, and the first of them writes for all. One that comes alone writes at once.
 *
 * No request depends on another: who has waited for two seconds, or shared a write that failed, writes alone.
 */
export class SharedWrites<T> {
  #busy = false
  #line: Waiting<T>[] = []

  /** Resolves once `item` is written. @throws whatever `writeAll` throws for this item alone */
  async write(item: T, writeAll: (items: readonly T[]) => Promise<void>): Promise<void> {
    const news = this.#busy ? await this.#wait(item) : 'first'
    if (news === 'written') return
    if (news === 'alone') return writeAll([item])
    this.#busy = true
    const others = this.#line.splice(0, SHARED - 1)
    try {
      await this.#writeTogether(item, others, writeAll)
    } finally {
      const next = this.#line.shift()
      if (next) next.tell('first')
      else this.#busy = false
    }
  }

  async #writeTogether(item: T, others: readonly Waiting<T>[], writeAll: (items: readonly T[]) => Promise<void>) {
    try {
      await writeAll([item, ...others.map((each) => each.item)])
    } catch (error) {
      for (const each of others) each.tell('alone')
      if (others.length === 0) throw error
      return writeAll([item])
    }
    for (const each of others) each.tell('written')
  }

  /** Whoever would have told may have died with its request: then the line is opened again. */
  #wait(item: T): Promise<News> {
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => {
        this.#line = this.#line.filter((each) => each !== waiting)
        this.#busy = false
        resolve('alone')
      }, PATIENCE_MS)
      const waiting: Waiting<T> = {
        item,
        tell(news) {
          clearTimeout(giveUp)
          resolve(news)
        },
      }
      this.#line.push(waiting)
    })
  }
}
