import { auditOf, type Ctx, commit } from '@partline/db'
import { acknowledgeStatement, getAlert, type LookupAlert } from './lookup-alerts.repo.ts'

/** Says that somebody at HQ has seen to an alert (T7). One that is acknowledged already stays as it is. */
export async function acknowledgeAlert(ctx: Ctx, id: string): Promise<LookupAlert> {
  const before = await getAlert(ctx, id)
  if (before.status === 'acknowledged') return before
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [acknowledgeStatement(ctx, id)],
    audit: auditOf(ctx, ctx.hq, { action: 'lookup-alert.acknowledged', subject: id, detail: { kind: before.kind } }),
  })
  return getAlert(ctx, id)
}
