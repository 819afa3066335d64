import type { AuditStatement } from './audit.ts'
import type { ChannelDb } from './channel-db.ts'
import type { Ctx } from './context.ts'
import { HqDb } from './hq-db.ts'
import type { Statement } from './statement.ts'
import type { Store } from './store.ts'
import { idempotency } from './tables.ts'

export type CommitParts = {
  /** The id of the record this write makes or changes; a replay reads it again. */
  subject: string
  guards?: readonly Statement[]
  rows?: readonly Statement[]
  /** Ledger statements, sealed last. */
  entries?: readonly Statement[]
  audit: AuditStatement | readonly AuditStatement[]
  outbox?: readonly Statement[]
}

/**
 * The one write of a verb: idempotency claim → guards → rows → ledger entries → audit → outbox, in one batch.
 * Answers the rows that the `rows` statements returned (RETURNING), in their order.
 */
export async function commit(ctx: Ctx, store: Store, parts: CommitParts): Promise<unknown[][]> {
  const claim = ctx.claim ? [claimOf(ctx, store, parts.subject)] : []
  const guards = parts.guards ?? []
  const rows = parts.rows ?? []
  const results = await store.writeBatch([
    ...claim,
    ...guards,
    ...rows,
    ...(parts.entries ?? []),
    ...[parts.audit].flat(),
    ...(parts.outbox ?? []),
  ])
  const start = claim.length + guards.length
  return results.slice(start, start + rows.length)
}

function claimOf(ctx: Ctx, store: Store, subject: string): Statement {
  const db = store instanceof HqDb ? store.own : (store as ChannelDb)
  return db.insert(idempotency, {
    principalId: ctx.actor.id,
    key: ctx.claim?.key ?? '',
    fingerprint: ctx.claim?.fingerprint ?? '',
    subject,
    createdAt: ctx.now,
  })
}
