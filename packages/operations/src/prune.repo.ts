import type { SystemDb } from '@partline/db/system'
import { type SQL, sql } from 'drizzle-orm'

const PAGE = 1_000
/** What one run takes of one table at most; the next hour takes the rest. */
const PAGES = 100

/** Idempotency claims made before an instant, the oldest first. */
export const oldClaims = (before: number): SQL => sql`delete from idempotency where (channel_id, principal_id, key) in (
  select channel_id, principal_id, key from idempotency where created_at < ${before} order by created_at limit ${PAGE})
  returning 1`

/** Messages delivered before an instant, the oldest first. */
export const oldDelivered = (before: number): SQL => sql`delete from outbox where (channel_id, id) in (
  select channel_id, id from outbox where sent_at < ${before} order by sent_at limit ${PAGE}) returning 1`

/** Runs a deletion until it finds nothing more, or enough for one run. */
export async function forgetInPages(system: SystemDb, deletion: SQL): Promise<void> {
  for (let n = 0; n < PAGES; n++) {
    const [gone] = await system.writeBatch([system.statement(deletion)])
    if ((gone?.length ?? 0) < PAGE) return
  }
}
