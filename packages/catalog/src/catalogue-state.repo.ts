import type { HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'

/** The counter that every change of the catalogue moves by one. */
export const readCatalogueRevision = (hq: HqDb): Statement<{ revision: number }> =>
  hq.statement(sql`select revision from catalogue_state where id = 1`)

/** Aborts the batch when the catalogue has changed since this revision. */
export const catalogueUnmoved = (hq: HqDb, revision: number): Statement =>
  hq.guard('catalogue-unmoved', sql`exists (select 1 from catalogue_state where id = 1 and revision = ${revision})`)

/** Part of every change of the catalogue, so that caches and simulations notice. */
export const moveCatalogue = (hq: HqDb): Statement =>
  hq.statement(sql`update catalogue_state set revision = revision + 1 where id = 1`)
