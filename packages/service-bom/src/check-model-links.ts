import type { Ctx } from '@partline/db'
import { type Model, readModel, readOwner } from './models.repo.ts'
import { unknownOwner, unknownProductLine } from './problems.ts'
import { readProductLine } from './product-lines.repo.ts'

/**
 * The model of this key, if there is one, after looking whether it may have this product line and owner.
 * @throws invalid-input for a product line there is not, or an owner who is neither the caller nor of HQ
 */
export async function checkModelLinks(
  ctx: Ctx,
  key: string,
  links: { productLine?: string | undefined; ownerId?: string | undefined },
): Promise<Model | undefined> {
  const { hq } = ctx
  const [[known], [line]] = await hq.read(readModel(hq, key), readProductLine(hq, links.productLine ?? ''))
  const isOther = links.ownerId !== undefined && links.ownerId !== ctx.actor.personId
  const owner = isOther ? await hq.own.first(readOwner(ctx, links.ownerId ?? '')) : undefined
  if (links.productLine !== undefined && !line) throw unknownProductLine()
  if (isOther && links.ownerId !== known?.ownerId && !owner) throw unknownOwner()
  return known
}
