import type { RowsOf, Statement } from './statement.ts'
import { storeUnavailable } from './store-problems.ts'

/** One database as the rest of the code may use it: batches only, because D1 has no other transaction. */
export abstract class Store {
  /** The tenant this store's idempotency keys and audit rows belong to: a channel id, or `hq`. */
  abstract readonly tenantId: string
  protected abstract readonly d1: D1Database

  /** One round trip; statements see one snapshot. */
  async read<const S extends readonly Statement[]>(...statements: S): Promise<RowsOf<S>> {
    if (statements.length === 0) return [] as unknown as RowsOf<S>
    return (await this.#batch(statements)) as RowsOf<S>
  }

  /** The first row of one statement, or undefined. */
  async first<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    const [rows] = await this.read(statement)
    return (rows as Row[])[0]
  }

  /** One atomic batch. Verbs do not call this: they call `commit`, which adds the claim and demands the audit. */
  async writeBatch(statements: readonly Statement[]): Promise<unknown[][]> {
    return this.#batch(statements)
  }

  /** How many bytes the database takes up. */
  async sizeBytes(): Promise<number> {
    const [result] = await this.d1.batch([this.d1.prepare('select 1')])
    return result?.meta.size_after ?? 0
  }

  async #batch(statements: readonly Statement[]): Promise<unknown[][]> {
    try {
      const results = await this.d1.batch(
        statements.map((statement) => this.d1.prepare(statement.text).bind(...statement.params)),
      )
      return results.map((result) => result.results)
    } catch (error) {
      throw storeUnavailable(error) ?? error
    }
  }
}
