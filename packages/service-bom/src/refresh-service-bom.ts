import { auditOf, type Ctx, commit } from '@partline/db'
import { rewrite, unmoved } from './decide-simplification.ts'
import { getModel, type Model } from './models.repo.ts'
import { planServiceBom } from './plan-service-bom.ts'

/**
 * Makes a model's service BOM anew, since the catalogue may have changed what is serviceable. Nothing but the trail is
 * written when it is as it should be. @throws not-found; bom-too-large
 */
export async function refreshServiceBom(ctx: Ctx, code: string): Promise<Model> {
  const plan = await planServiceBom(ctx, code)
  const { key } = plan.model
  await commit(ctx, ctx.hq, {
    subject: key,
    guards: unmoved(ctx, plan),
    rows: plan.changes.length === 0 ? [] : rewrite(ctx, plan),
    audit: auditOf(ctx, ctx.hq, {
      action: 'serviceBom.refreshed',
      subject: key,
      detail: { changedLines: plan.changes.length },
    }),
  })
  return getModel(ctx, key)
}
