import type { HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'

/** Part of every change of models, product lines and BOMs, so that simulations notice. */
export const moveBoms = (hq: HqDb): Statement =>
  hq.statement(sql`update bom_state set revision = revision + 1 where id = 1`)

/** Grows with every change of models, BOMs or the catalogue. */
export const readBomRevision = (hq: HqDb): Statement<{ revision: number }> =>
  hq.statement(sql`select b.revision + c.revision as revision from bom_state b, catalogue_state c
    where b.id = 1 and c.id = 1`)

/** Aborts the batch when models, BOMs or the catalogue have changed since this revision. */
export const bomsUnmoved = (hq: HqDb, revision: number): Statement =>
  hq.guard(
    'boms-unmoved',
    sql`exists (select 1 from bom_state b, catalogue_state c where b.id = 1 and c.id = 1
      and b.revision + c.revision = ${revision})`,
  )
