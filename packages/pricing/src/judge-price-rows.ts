import { type ImportRow, type RowIssue, type RowVerdict, rowError, rowWarning } from '@partline/catalog'
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

export const entryKey = (key: string, grade: string) => `${key}|${grade}`

/**
 * The verdict of every price row (P7). A core part is rejected: it has no price (§8.1.4). A part and grade that came before
 * in the file is rejected and names the first line. An empty or zero price is rejected: no price is not zero.
 */
export function judgePriceRows(rows: readonly ImportRow[], known: KnownPrices): RowVerdict<StagedPrice>[] {
  const firstLines = new Map<string, number>()
  return rows.map((row) => {
    const number = row.cells.part_number ?? ''
    const key = partKey(number)
    const grade = row.cells.grade ?? ''
    const part = key === undefined ? undefined : known.parts.get(key)
    const priceFen = parseYuan(row.cells.price ?? '')
    const issues = [...partIssues(part), ...priceIssues(priceFen), ...gradeIssues(grade, known)]
    if (key !== undefined) issues.push(...repeated(entryKey(key, grade), row.line, firstLines))
    const rejected = issues.some((issue) => issue.severity === 'error')
    if (rejected || key === undefined || !part || priceFen === undefined)
      return { line: row.line, verdict: 'reject', key: key ?? number.slice(0, 40), fields: null, issues }
    const staged = { grade, priceFen, taxRateBps: part.taxRateBps }
    return verdictOf(row.line, key, staged, known.entries.get(entryKey(key, grade)), issues)
  })
}

function verdictOf(line: number, key: string, staged: StagedPrice, before: KnownEntry | undefined, issues: RowIssue[]) {
  const same = before?.priceFen === staged.priceFen && before.taxRateBps === staged.taxRateBps
  if (same) return { line, verdict: 'unchanged' as const, key, fields: null, issues }
  return { line, verdict: before ? ('update' as const) : ('create' as const), key, fields: staged, issues }
}

function partIssues(part: KnownPart | undefined): RowIssue[] {
  if (!part)
    return [rowError('part_unknown', 'part_number', { zh: '目录中没有这个零件', en: 'The catalogue has no such part' })]
  if (part.class === 'core')
    return [rowError('core_has_no_price', 'part_number', { zh: '核心件不制订价格', en: 'A core part has no price' })]
  if (part.successorKey === null) return []
  return [rowWarning('superseded', 'part_number', { zh: '该零件已被替代', en: 'The part has been superseded' })]
}

function priceIssues(priceFen: number | undefined): RowIssue[] {
  if (priceFen !== undefined && priceFen > 0 && priceFen <= MAX_PRICE_FEN) return []
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

function repeated(key: string, line: number, firstLines: Map<string, number>): RowIssue[] {
  const first = firstLines.get(key)
  if (first === undefined) {
    firstLines.set(key, line)
    return []
  }
  const words = { zh: `与第 ${first} 行重复`, en: `The same part and grade as on line ${first}` }
  return [rowError('duplicate_number', 'part_number', words)]
}
