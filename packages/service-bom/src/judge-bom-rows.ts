import { type ReadRow, type RowVerdict, rowError } from '@partline/catalog'
import type { Ctx } from '@partline/db'
import { readKnownBoms, readRowsOf, readSpans, type Span } from './bom-import.repo.ts'
import { placeRows } from './bom-levels.ts'
import type { GivenLine } from './bom-row.ts'
import { judgeModelBom, type StagedLine } from './judge-model-bom.ts'

type Row = ReadRow<GivenLine>

/** Most rows of one model in a file. */
const MAX_MODEL_ROWS = 5_000

/** Models whose BOMs are in memory at a time. */
const MODELS_AT_ONCE = 200

/**
 * Judges the next rows of a file, each model as a whole: the rows of the first and the last model of these may go on beyond
 * them and are read again. All rows of a model must stand together.
 */
export async function judgeBomRows(
  ctx: Ctx,
  rows: readonly Row[],
  importId: string,
): Promise<RowVerdict<StagedLine>[]> {
  const named = rows.filter((row) => row.given.model !== '')
  const models = [...new Set(named.map((row) => row.given.model))]
  const spans = await readSpans(ctx, importId, models)
  const refused = refusedModels(named, models, spans)
  const accepted = models.filter((model) => !refused.has(model))
  const verdicts = new Map<number, RowVerdict<StagedLine>>()
  for (let at = 0; at < accepted.length; at += MODELS_AT_ONCE)
    for (const verdict of await judgeModels(ctx, accepted.slice(at, at + MODELS_AT_ONCE), named, importId, spans))
      verdicts.set(verdict.line, verdict)
  return rows.map(
    (row) =>
      verdicts.get(row.line) ?? {
        ...{ line: row.line, verdict: 'reject', key: row.key, fields: null },
        issues: [...row.issues, ...[refused.get(row.given.model) ?? []].flat()],
      },
  )
}

async function judgeModels(
  ctx: Ctx,
  models: readonly string[],
  rows: readonly Row[],
  importId: string,
  spans: ReadonlyMap<string, Span>,
) {
  const here = Map.groupBy(rows, (row) => row.given.model)
  const beyond = models.filter((model) => spans.get(model)?.rows !== here.get(model)?.length)
  const whole = beyond.length === 0 ? [] : await readRowsOf(ctx, importId, beyond)
  const byModel = new Map([...here, ...Map.groupBy(whole, (row) => row.given.model)])
  const all = models.map((model) => ({ model, rows: byModel.get(model) ?? [] }))
  const partKeys = new Set(all.flatMap((each) => each.rows.map((row) => row.given.partKey)))
  const known = await readKnownBoms(ctx, models, [...partKeys])
  return all.flatMap((each) => judgeModelBom(each.model, placeRows(each.rows), known.get(each.model)))
}

/** Why the rows of a model cannot be judged as one BOM. */
function refusedModels(rows: readonly Row[], models: readonly string[], spans: ReadonlyMap<string, Span>) {
  const [first, last] = [rows[0], rows.at(-1)]
  const [seen, scattered] = [new Set<string>(), new Set<string>()]
  for (const [at, { given }] of rows.entries()) {
    if (given.model !== rows[at - 1]?.given.model && seen.has(given.model)) scattered.add(given.model)
    seen.add(given.model)
  }
  const goesOn = (model: string) => {
    const span = spans.get(model)
    const starts = (span?.first ?? 0) < (first?.line ?? 0) && model !== first?.given.model
    return starts || ((span?.last ?? 0) > (last?.line ?? 0) && model !== last?.given.model)
  }
  return new Map(
    models.flatMap((model) => {
      if ((spans.get(model)?.rows ?? 0) > MAX_MODEL_ROWS) return [[model, TOO_MANY] as const]
      return scattered.has(model) || goesOn(model) ? [[model, SCATTERED] as const] : []
    }),
  )
}

const TOO_MANY = rowError('too_many_lines', 'model', {
  zh: `一个机型最多 ${MAX_MODEL_ROWS} 行`,
  en: `A model may have ${MAX_MODEL_ROWS} lines`,
})
const SCATTERED = rowError('model_scattered', 'model', {
  zh: '同一机型的行必须连在一起',
  en: 'The rows of a model must stand together',
})
