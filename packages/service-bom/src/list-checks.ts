import { type Ctx, cursorAfter, type Page, type PageRequest, planPage } from '@partline/db'
import { checkBom, FINDINGS, type Finding, type FindingKind } from './check-bom.ts'
import { readModelBoms } from './model-boms.repo.ts'
import { CHECK_SORTS, type CheckedModel, type CheckedModels, readModelsToCheck } from './models-to-check.repo.ts'

export type ModelFinding = Finding & { modelKey: string; productLine: string; at: number }

type FindingFilter = CheckedModels & {
  kind?: FindingKind | undefined
  severity?: 'error' | 'warning' | undefined
}

/** Models checked at a time, and by one request at most: a page may hold fewer findings than asked and yet go on. */
const AT_ONCE = 20
const MOST_MODELS = 200

/** What is wrong with the BOMs of one model or of all (P2), by model and in a fixed order; found anew each time. */
export async function pageOfFindings(
  ctx: Ctx,
  request: PageRequest,
  filter: FindingFilter,
): Promise<Page<ModelFinding>> {
  const sort = request.sort ?? 'model'
  const { after, descending } = planPage(request, CHECK_SORTS, { key: 'at', column: CHECK_SORTS.model.column }, 'model')
  const items: ModelFinding[] = []
  let from = after && { key: String(after[0]), included: true }
  for (let checked = 0; checked < MOST_MODELS; checked += AT_ONCE) {
    const models = await readModelsToCheck(ctx, filter, { from, descending, limit: AT_ONCE })
    for (const finding of await findingsOf(ctx, models)) {
      if (finding.modelKey === after?.[0] && finding.at <= Number(after[1])) continue
      if (!isWanted(finding, filter)) continue
      const last = items.at(-1)
      if (last && items.length === request.limit)
        return { items, nextCursor: cursorAfter(sort, last.modelKey, last.at) }
      items.push(finding)
    }
    from = { key: models.at(-1)?.key ?? '', included: false }
    if (models.length < AT_ONCE) return { items, nextCursor: null }
  }
  return { items, nextCursor: cursorAfter(sort, from?.key ?? '', Number.MAX_SAFE_INTEGER) }
}

const isWanted = (finding: Finding, { kind, severity }: FindingFilter) =>
  (!kind || finding.kind === kind) && (!severity || FINDINGS[finding.kind] === severity)

async function findingsOf(ctx: Ctx, models: readonly CheckedModel[]): Promise<ModelFinding[]> {
  const { boms, parts } = await readModelBoms(
    ctx,
    models.map((each) => each.key),
  )
  return models.flatMap(({ key, productLine, hasDealerPrice }) => {
    const bom = boms.get(key)
    if (!bom) return []
    const found = checkBom({ ...bom, hasDealerPrice: hasDealerPrice === 1 }, parts)
    return found.map((finding, at) => ({ modelKey: key, productLine, at, ...finding }))
  })
}
