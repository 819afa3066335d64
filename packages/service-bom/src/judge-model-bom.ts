import { hasErrors, nameCycle, type RowIssue, type RowVerdict, rowError, rowWarning } from '@partline/catalog'
import type { PlacedRow } from './bom-levels.ts'
import { MAX_LEVEL } from './bom-row.ts'
import { type BomLine, type OrderedBom, orderParts } from './order-parts.ts'
import { rangeKey } from './serial.ts'
import { type Decisions, type KnownParts, type ServiceTuple, serviceTuple, simplifyFrom } from './simplify.ts'

/** A row as it shall be written; the first row of a model that changes says so by `service`, and its rows share the service BOM. */
export type StagedLine = { model: string; at: number; line: BomLine; service?: readonly ServiceTuple[] }

/** Lines of a service BOM that one row brings; a database refuses a row of over 2 MB. */
const SERVICE_LINES_A_ROW = 500

export type KnownBom = { lines: readonly BomLine[]; decisions: Decisions; parts: KnownParts }

/**
 * The verdict on every row of one model (P2): a line with no way up to the machine and one that closes a cycle are errors, a
 * part the catalogue does not have is a warning. When nothing differs from what is there, every row is unchanged.
 * @param known what is there; undefined when there is no such model
 */
export function judgeModelBom(
  model: string,
  rows: readonly PlacedRow[],
  known: KnownBom | undefined,
): RowVerdict<StagedLine>[] {
  const placed = rows.filter((row) => !row.again && row.line.partKey !== '')
  const bom = orderParts(placed.map((row) => row.line))
  const issues = rows.map((row) => [...row.issues, ...(known ? lineIssues(row, bom, known.parts) : [UNKNOWN_MODEL])])
  const plan = issues.some(hasErrors) || !known ? undefined : planOf(bom, known)
  const before = new Map(known?.lines.map((line) => [identityOf(line), line.quantityMilli]))
  const verdicts = rows.map((row) => verdictOf(row, before))
  const kept = new Set(placed.map((row) => identityOf(row.line)))
  const gone = [...before.keys()].filter((key) => !kept.has(key)).length
  const changes = gone > 0 || verdicts.some((verdict) => verdict !== 'unchanged')
  const first = rows.findIndex((row) => !row.again)
  const service = plan?.lines.map(serviceTuple) ?? []
  let at = 0
  return rows.map((row, n): RowVerdict<StagedLine> => {
    const base = { line: row.row.line, key: row.row.key }
    const remarks = [
      ...(issues[n] ?? []),
      ...(n === first && gone > 0 ? [linesGone(gone)] : []),
      ...(n === first && plan?.tooLarge ? [TOO_LARGE] : []),
    ]
    if (hasErrors(remarks)) return { ...base, verdict: 'reject', fields: null, issues: remarks }
    if (row.again || !changes) return { ...base, verdict: 'unchanged', fields: null, issues: remarks }
    const verdict = n === first && verdicts[n] === 'unchanged' ? 'update' : (verdicts[n] ?? 'update')
    const own = service.slice(at * SERVICE_LINES_A_ROW, (at + 1) * SERVICE_LINES_A_ROW)
    const brings = plan && (n === first || own.length > 0) ? { service: own } : {}
    return { ...base, verdict, fields: { model, at: ++at, line: row.line, ...brings }, issues: remarks }
  })
}

const identityOf = (line: BomLine) => `${line.parentKey}|${line.partKey}|${rangeKey(line)}`

function verdictOf({ line, again }: PlacedRow, before: ReadonlyMap<string, number>) {
  const was = before.get(identityOf(line))
  if (again || was === line.quantityMilli) return 'unchanged' as const
  return was === undefined ? ('create' as const) : ('update' as const)
}

function planOf(bom: OrderedBom, { decisions, parts }: KnownBom) {
  return simplifyFrom(bom, decisions, parts, '')
}

function lineIssues({ line, again }: PlacedRow, bom: OrderedBom, parts: KnownParts): RowIssue[] {
  if (again || line.partKey === '') return []
  const cycle = bom.closing.get(line)
  const depth = bom.depths.get(line.parentKey)
  return [
    ...(cycle ? [circular(nameCycle(cycle))] : []),
    ...(depth === undefined ? [NO_WAY_UP] : []),
    ...(depth !== undefined && depth >= MAX_LEVEL ? [TOO_DEEP] : []),
    ...(parts.has(line.partKey) ? [] : [NOT_IN_CATALOGUE]),
  ]
}

const circular = (cycle: string) =>
  rowError('cycle', 'parent', { zh: `BOM 成环:${cycle}`, en: `The BOM goes round in a circle: ${cycle}` })
const UNKNOWN_MODEL = rowError('model_unknown', 'model', { zh: '没有这个机型', en: 'There is no such model' })
const NO_WAY_UP = rowError('parent_unknown', 'parent', {
  zh: '上级不在该机型的 BOM 上',
  en: "The parent is not on this model's BOM",
})
const TOO_DEEP = rowError('too_deep', 'level', { zh: `超过 ${MAX_LEVEL} 层`, en: `Deeper than ${MAX_LEVEL} levels` })
const TOO_LARGE = rowError('bom_too_large', 'model', {
  zh: '由此得到的服务 BOM 超过 10000 行,或某项数量超过 10 亿',
  en: 'The service BOM would have over 10,000 lines, or a quantity over one billion',
})
const NOT_IN_CATALOGUE = rowWarning('part_unknown', 'part_number', {
  zh: '目录中没有这个配件',
  en: 'The catalogue has no such part',
})
const linesGone = (count: number) =>
  rowWarning('lines_gone', 'model', {
    zh: `该机型现有的 ${count} 行不在文件中,导入后将删除`,
    en: `${count} lines this model has now are not in the file and will go`,
  })
