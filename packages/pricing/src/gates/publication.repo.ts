import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { Version } from '../price-books.repo.ts'

/** Publishes these versions of different books, by its trigger; aborts with `book/gate-open` when a finding is open. */
export function insertPublication(ctx: Ctx, versions: readonly Version[]): Statement {
  const idOf = (book: Version['book']) => versions.find((version) => version.book === book)?.id ?? null
  return ctx.hq.statement(sql`
    insert into publication (id, settlement_id, guide_id, effective_on, policy_seq, approved_by, at)
    select ${ctx.ids.next('pub')}, ${idOf('settlement')}, ${idOf('guide')}, ${versions[0]?.effectiveOn ?? null},
      (select max(seq) from price_policy), ${ctx.actor.personId}, ${ctx.now}`)
}
