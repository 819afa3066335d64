import { auditOf, type Ctx, commit } from '@partline/db'
import { partKey } from '@partline/kernel'
import type * as z from 'zod'
import { moveBoms } from './bom-state.repo.ts'
import { checkModelLinks } from './check-model-links.ts'
import type { CreateModelInput } from './inputs.ts'
import { insertModel, type Model } from './models.repo.ts'
import { badCode, modelExists } from './problems.ts'

/** Adds a finished product (P2). @throws model-exists; invalid-input for a bad code, product line or owner */
export async function createModel(ctx: Ctx, input: z.output<typeof CreateModelInput>): Promise<Model> {
  const key = partKey(input.code)
  if (key === undefined) throw badCode()
  const productLine = partKey(input.productLine) ?? ''
  const ownerId = input.ownerId ?? ctx.actor.personId
  if (await checkModelLinks(ctx, key, { productLine, ownerId })) throw modelExists()
  const row: Model = {
    key,
    nameZh: input.names.zh,
    nameEn: input.names.en,
    productLine,
    dealerPriceNetFen: input.dealerPriceNetFen ?? null,
    status: input.status,
    ownerId,
    bomRevision: 0,
    bomChangedAt: null,
    createdAt: ctx.now,
    createdBy: ctx.actor.personId,
    updatedAt: ctx.now,
    version: 1,
  }
  await commit(ctx, ctx.hq, {
    subject: key,
    rows: [...insertModel(ctx.hq, row), moveBoms(ctx.hq)],
    audit: auditOf(ctx, ctx.hq, { action: 'model.created', subject: key }),
  })
  return row
}
