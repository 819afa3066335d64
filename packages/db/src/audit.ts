import type { ChannelDb } from './channel-db.ts'
import type { Ctx } from './context.ts'
import { HqDb } from './hq-db.ts'
import type { Statement } from './statement.ts'
import type { Store } from './store.ts'
import { audit } from './tables.ts'

/** Only `auditOf` makes one, so `commit` cannot be called without saying who did what. */
export type AuditStatement = Statement & { readonly isAudit: true }

export type AuditFacts = {
  /** `context.verb` in the field's words, such as `quote.issued`. */
  action: string
  /** The id of the record changed. */
  subject: string
  /** What changed, by name. Never a price or an amount: the trail is read by people without that right. */
  detail?: Record<string, string | number | null>
}

/** The audit row of one change, in the store the change is made in (requirement T6). */
export function auditOf(ctx: Ctx, store: Store, facts: AuditFacts): AuditStatement {
  const db = store instanceof HqDb ? store.own : (store as ChannelDb)
  const statement = db.insert(audit, {
    id: ctx.ids.next('aud'),
    at: ctx.now,
    actorId: ctx.actor.id,
    actorLabel: ctx.actor.label,
    role: ctx.actor.role,
    action: facts.action,
    subject: facts.subject,
    detail: JSON.stringify(facts.detail ?? {}),
    requestId: ctx.requestId,
  })
  return { ...statement, isAudit: true }
}
