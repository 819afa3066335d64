import type { Ctx } from '@partline/db'
import { type LineChange, lineChanges } from './line-changes.ts'
import { type ModelBom, readModelBoms } from './model-boms.repo.ts'
import { getModel, type Model } from './models.repo.ts'
import { bomTooLarge, nothingToSplit, nothingToTakeBack, partNotOnBom } from './problems.ts'
import { type Action, type ServiceLine, simplify } from './simplify.ts'

export type ServicePlan = { model: Model; lines: ServiceLine[]; changes: LineChange[]; catalogueRevision: number }

/**
 * What a model's service BOM would be now, and with one more decision: nothing is written (§8.1.2).
 * @throws not-found; part-not-on-bom; nothing-to-split; nothing-to-take-back; bom-too-large
 */
export async function planServiceBom(
  ctx: Ctx,
  code: string,
  decision?: { partKey: string; action: Action },
): Promise<ServicePlan> {
  const model = await getModel(ctx, code)
  const { boms, parts, catalogueRevision } = await readModelBoms(ctx, [model.key])
  const bom: ModelBom = boms.get(model.key) ?? { engineering: [], decisions: new Map(), service: [] }
  if (decision) {
    requireDecidable(bom, decision)
    bom.decisions.set(decision.partKey, decision.action)
  }
  const { lines, tooLarge } = simplify(bom.engineering, bom.decisions, parts)
  if (tooLarge) throw bomTooLarge()
  return { model, lines, changes: lineChanges(bom.service, lines), catalogueRevision }
}

function requireDecidable(
  { engineering, decisions }: ModelBom,
  { partKey, action }: { partKey: string; action: Action },
) {
  if (action === 'default') {
    if ((decisions.get(partKey) ?? 'default') === 'default') throw nothingToTakeBack()
    return
  }
  if (!engineering.some((line) => line.partKey === partKey)) throw partNotOnBom()
  if (action === 'split' && !engineering.some((line) => line.parentKey === partKey)) throw nothingToSplit()
}
