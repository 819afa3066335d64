import { catalogueUnmoved } from '@partline/catalog'
import { auditOf, type Ctx, commit, type Statement } from '@partline/db'
import { partKey as keyOf, notFound } from '@partline/kernel'
import { moveBoms } from './bom-state.repo.ts'
import { planServiceBom, type ServicePlan } from './plan-service-bom.ts'
import { bomUnmoved, moveBom, replaceServiceBom } from './service-bom.repo.ts'
import { type Decision, insertDecision, readLatest } from './simplifications.repo.ts'
import type { Action } from './simplify.ts'

/**
 * Decides how a part of a model is served, or takes the decision back, and rewrites the service BOM with it (§8.1.2).
 * @throws not-found; part-not-on-bom; nothing-to-split; nothing-to-take-back; bom-too-large
 */
export async function decideSimplification(
  ctx: Ctx,
  code: string,
  number: string,
  { action, reason }: { action: Action; reason: string },
): Promise<Decision> {
  const partKey = keyOf(number)
  if (partKey === undefined) throw notFound()
  const { hq } = ctx
  const plan = await planServiceBom(ctx, code, { partKey, action })
  const { key: modelKey } = plan.model
  const latest = await hq.first(readLatest(hq, modelKey, partKey))
  const facts = { action, reason, decidedAt: ctx.now, decidedBy: ctx.actor.personId }
  const decision: Decision = { modelKey, partKey, seq: (latest?.seq ?? 0) + 1, ...facts }
  await commit(ctx, hq, {
    subject: modelKey,
    guards: unmoved(ctx, plan),
    rows: [...insertDecision(hq, decision), ...rewrite(ctx, plan)],
    audit: auditOf(ctx, hq, {
      action: 'simplification.decided',
      subject: modelKey,
      detail: { partKey, decided: action },
    }),
  })
  return decision
}

/** The latest decision on a part of a model. @throws not-found */
export async function latestDecision(ctx: Ctx, modelKey: string, number: string): Promise<Decision> {
  const row = await ctx.hq.first(readLatest(ctx.hq, modelKey, keyOf(number) ?? ''))
  if (!row) throw notFound()
  return row
}

/** A plan holds only for the BOMs and the catalogue it was made from. */
export const unmoved = ({ hq }: Ctx, { model, catalogueRevision }: ServicePlan): Statement[] => [
  bomUnmoved(hq, model),
  catalogueUnmoved(hq, catalogueRevision),
]

/** The service BOM as planned. */
export const rewrite = ({ hq, now }: Ctx, { model, lines }: ServicePlan): Statement[] => [
  ...replaceServiceBom(hq, model.key, lines),
  moveBom(hq, model.key, now),
  moveBoms(hq),
]
