import type { Ctx, Page, PageRequest } from '@partline/db'
import { pageOf, planPage } from '@partline/db'
import { type BomPart, readModelBoms } from './model-boms.repo.ts'
import { ASSEMBLY_SORTS } from './models-to-check.repo.ts'
import { orderParts } from './order-parts.ts'
import { type RollUp, rollUp } from './roll-up.ts'
import { isCurrent } from './serial.ts'
import { type Action, servedAs, simplifyFrom } from './simplify.ts'

/** An assembly of a model: how it is served, and what its service parts cost and weigh together. */
export type Assembly = {
  partKey: string
  at: string
  part: BomPart | undefined
  servedAs: Exclude<Action, 'default'>
  decision: Action
  contents: RollUp
}

/** A page of a model's assemblies with the roll-up of the parts in one of them, as built to this day (P2). */
export async function pageOfAssemblies(ctx: Ctx, request: PageRequest, modelKey: string): Promise<Page<Assembly>> {
  const plan = planPage(request, ASSEMBLY_SORTS, { key: 'at', column: ASSEMBLY_SORTS.number.column }, 'number')
  const { boms, parts } = await readModelBoms(ctx, [modelKey])
  const { engineering = [], decisions = new Map<string, Action>() } = boms.get(modelKey) ?? {}
  const bom = orderParts(engineering)
  const after = plan.after && String(plan.after[0])
  const isNext = (key: string) => after === undefined || (plan.descending ? key < after : key > after)
  const keys = [...bom.children].flatMap(([key, lines]) => (key !== '' && lines.length > 0 && isNext(key) ? [key] : []))
  const sorted = plan.descending ? keys.sort().reverse() : keys.sort()
  const rows = sorted.slice(0, plan.limit).map((partKey): Assembly => {
    const { lines } = simplifyFrom(bom, decisions, parts, partKey)
    const part = parts.get(partKey)
    return {
      ...{ partKey, at: '', part, decision: decisions.get(partKey) ?? 'default' },
      servedAs: servedAs(true, decisions.get(partKey), part),
      contents: rollUp(lines.filter(isCurrent), parts),
    }
  })
  return pageOf(rows, plan, request, 'number')
}
