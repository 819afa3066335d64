import type { Ctx } from '@partline/db'
import { partKey as keyOf, notFound } from '@partline/kernel'
import { planServiceBom, type ServicePlan } from './plan-service-bom.ts'
import type { Action } from './simplify.ts'

/**
 * The service BOM as a decision on a part would make it, or without one as a refresh would: nothing is written.
 * @throws as deciding it would
 */
export async function previewSimplification(
  ctx: Ctx,
  code: string,
  { number, action }: { number?: string | undefined; action?: Action | undefined },
): Promise<ServicePlan> {
  if (number === undefined || action === undefined) return planServiceBom(ctx, code)
  const partKey = keyOf(number)
  if (partKey === undefined) throw notFound()
  return planServiceBom(ctx, code, { partKey, action })
}
