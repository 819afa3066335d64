import {
  hasErrors,
  type ImportRow,
  type ReadRow,
  type RowIssue,
  type RowVerdict,
  rowError,
  rowWarning,
  shownNumber,
} from '@partline/catalog'
import { parseYuan, partKey } from '@partline/kernel'
import { MAX_PRICE_FEN } from './price-book.ts'
import type { KnownEntry, KnownPart, StagedPrice } from './prices-import.repo.ts'

/** What the database knows that a price file may touch. */
export type KnownPrices = {
  book: 'guide' | 'settlement'
  grades: ReadonlySet<string>
  parts: ReadonlyMap<string, KnownPart>
  entries: ReadonlyMap<string, KnownEntry>
}

export type GivenPrice = { grade: string; priceFen: number | null }

export const entryKey = (key: string, grade: string) => `${key}|${grade}`

/** What a price row says. An empty or zero price is an error: no price is not zero. */
export function readPriceRow({ line, cells }: ImportRow): ReadRow<GivenPrice> {
  const number = cells.part_number ?? ''
  const key = partKey(number)
  const grade = cells.grade ?? ''
  const priceFen = parseYuan(cells.price ?? '') ?? null
  const identity = key === undefined ? '' : entryKey(key, grade)
  return { line, key: key ?? shownNumber(number), identity, given: { grade, priceFen }, issues: priceIssues(priceFen) }
}

/** The remark on a part and grade that stood on an earlier line. */
export const repeatedPrice = (firstLine: number): RowIssue =>
  rowError('duplicate_number', 'part_number', {
    zh: `与第 ${firstLine} 行重复`,
    en: `The same part and grade as on line ${firstLine}`,
  })

/** The verdict of every price row (P7). A core part is rejected: it has no price (§8.1.4). */
export function judgePriceRows(rows: readonly ReadRow<GivenPrice>[], known: KnownPrices): RowVerdict<StagedPrice>[] {
  return rows.map(({ line, key, identity, given: { grade, priceFen }, issues: own }) => {
    const part = identity === '' ? undefined : known.parts.get(key)
    const issues = [...partIssues(part), ...own, ...gradeIssues(grade, known)]
    if (hasErrors(issues) || !part || priceFen === null) return { line, verdict: 'reject', key, fields: null, issues }
    const staged = { grade, priceFen, taxRateBps: part.taxRateBps }
    return verdictOf(line, key, staged, known.entries.get(identity), issues)
  })
}

function verdictOf(line: number, key: string, staged: StagedPrice, before: KnownEntry | undefined, issues: RowIssue[]) {
  const same = before?.priceFen === staged.priceFen && before.taxRateBps === staged.taxRateBps
  if (same) return { line, verdict: 'unchanged' as const, key, fields: null, issues }
  return { line, verdict: before ? ('update' as const) : ('create' as const), key, fields: staged, issues }
}

function partIssues(part: KnownPart | undefined): RowIssue[] {
  if (!part)
    return [rowError('part_unknown', 'part_number', { zh: '目录中没有这个配件', en: 'The catalogue has no such part' })]
  if (part.class === 'core')
    return [rowError('core_has_no_price', 'part_number', { zh: '核心件不制订价格', en: 'A core part has no price' })]
  if (part.successorKey === null) return []
  return [rowWarning('superseded', 'part_number', { zh: '该配件已被替代', en: 'The part has been superseded' })]
}

function priceIssues(priceFen: number | null): RowIssue[] {
  if (priceFen !== null && priceFen > 0 && priceFen <= MAX_PRICE_FEN) return []
  return [
    rowError('bad_price', 'price', {
      zh: '价格应为大于 0、不超过 10 亿的金额(元),最多两位小数',
      en: 'The price must be an amount in yuan above 0, at most one billion, with at most two decimals',
    }),
  ]
}

function gradeIssues(grade: string, known: KnownPrices): RowIssue[] {
  if (grade === '') return []
  if (known.book === 'guide')
    return [rowError('grade_not_here', 'grade', { zh: '市场指导价不分级别', en: 'The guide book has no grades' })]
  if (known.grades.has(grade)) return []
  return [rowError('unknown_grade', 'grade', { zh: '没有这个渠道级别', en: 'There is no such grade' })]
}
