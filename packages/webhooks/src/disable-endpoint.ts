import { auditOf, type Ctx, commit, HQ } from '@partline/db'
import { noticeOf } from '@partline/notices'
import { getAnyEndpoint, updateEndpoint } from './endpoints.repo.ts'

/**
 * Sends an endpoint nothing more until somebody enables it again: its receiver said it is gone, or has failed for days.
 * Its owner is told (X4). An endpoint that is not active stays as it is.
 */
export async function disableEndpoint(ctx: Ctx, owner: string, id: string, reason: 'gone' | 'failing'): Promise<void> {
  const db = ctx.hq.forChannel(owner)
  const before = await getAnyEndpoint(db, id)
  if (before.status !== 'active') return
  const set = { status: 'disabled' as const, updatedAt: ctx.now, version: before.version + 1 }
  const [unchanged, update] = updateEndpoint(db, before, set)
  const to = owner === HQ ? 'hq' : 'channel'
  const { host } = new URL(before.url)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [unchanged],
    rows: [update],
    audit: auditOf(ctx, db, { action: 'webhook.disabled', subject: id, detail: { reason } }),
    outbox: [noticeOf(ctx, db, { kind: 'webhookDisabled', to, params: { host }, subject: id })],
  })
}
