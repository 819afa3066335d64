import { auditOf, type Ctx, commit } from '@partline/db'
import { changedMeanwhile, notFound, partKey } from '@partline/kernel'
import type * as z from 'zod'
import { moveBoms } from './bom-state.repo.ts'
import { checkModelLinks } from './check-model-links.ts'
import type { ChangeModelInput } from './inputs.ts'
import { type Model, updateModel } from './models.repo.ts'

/**
 * Changes what is said of a model (P2, P3). @throws not-found; changed-meanwhile when `ifVersion` is not its version;
 * invalid-input for a product line or owner there is not
 */
export async function changeModel(ctx: Ctx, code: string, input: z.output<typeof ChangeModelInput>): Promise<Model> {
  const key = partKey(code)
  if (key === undefined) throw notFound()
  const { ifVersion, names, ...given } = input
  const productLine = given.productLine === undefined ? undefined : (partKey(given.productLine) ?? '')
  const before = await checkModelLinks(ctx, key, { productLine, ownerId: given.ownerId })
  if (!before) throw notFound()
  if (ifVersion !== undefined && ifVersion !== before.version) throw changedMeanwhile()
  const after: Model = {
    ...before,
    nameZh: names?.zh ?? before.nameZh,
    nameEn: names?.en ?? before.nameEn,
    productLine: productLine ?? before.productLine,
    dealerPriceNetFen: given.dealerPriceNetFen === undefined ? before.dealerPriceNetFen : given.dealerPriceNetFen,
    status: given.status ?? before.status,
    ownerId: given.ownerId ?? before.ownerId,
    version: before.version + 1,
    updatedAt: ctx.now,
  }
  await commit(ctx, ctx.hq, {
    subject: key,
    rows: [...updateModel(ctx.hq, before, after), moveBoms(ctx.hq)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'model.changed',
      subject: key,
      detail: { fields: Object.keys({ ...names, ...given }).join(',') },
    }),
  })
  return after
}
