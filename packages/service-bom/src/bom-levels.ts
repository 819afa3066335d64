import { type ReadRow, type RowIssue, rowError, rowWarning } from '@partline/catalog'
import type { GivenLine } from './bom-row.ts'
import type { BomLine } from './order-parts.ts'
import { rangeKey } from './serial.ts'

type Row = ReadRow<GivenLine>

/** A row of one model with its parent known; `again` when the same line stood under an earlier listing of its parent. */
export type PlacedRow = { row: Row; line: BomLine; again: boolean; issues: RowIssue[] }

/** An occurrence of a parent: where in the file its listing began. */
type Listing = { key: string; at: number }

/**
 * Gives the rows of one model, in the order of the file, the parent their level says: the nearest row above that is one level
 * up. An assembly listed again with the same parts is folded; the same part twice in one listing is an error.
 */
export function placeRows(rows: readonly Row[]): PlacedRow[] {
  const above: Listing[] = [{ key: '', at: 0 }]
  const hasLevels = rows.some((row) => row.given.level !== null)
  const seen = new Map<string, { quantityMilli: number; listing: number; line: number }>()
  return rows.map((row): PlacedRow => {
    const { level, model: _, ...given } = row.given
    if (level === null)
      return { row, line: given, again: false, issues: [...row.issues, ...(hasLevels ? [MIXED] : [])] }
    const parent = level < 1 ? undefined : above[level - 1]
    above.length = Math.min(above.length, Math.max(level, 1))
    if (parent) above[level] = { key: given.partKey, at: row.line }
    const line = { ...given, parentKey: parent?.key ?? '' }
    if (!parent) return { row, line, again: false, issues: [...row.issues, SKIPPED] }
    const key = `${line.parentKey}|${line.partKey}|${rangeKey(line)}`
    const first = seen.get(key)
    if (!first) seen.set(key, { quantityMilli: line.quantityMilli, listing: parent.at, line: row.line })
    const issue = first && repetition(first, line.quantityMilli, parent.at)
    return { row, line, again: first !== undefined, issues: issue ? [...row.issues, issue] : row.issues }
  })
}

function repetition(
  first: { quantityMilli: number; listing: number; line: number },
  quantityMilli: number,
  at: number,
) {
  if (first.listing === at) return repeatedLine(first.line)
  if (first.quantityMilli !== quantityMilli)
    return rowError('differs_from_listing', 'quantity', {
      zh: `与第 ${first.line} 行所列同一总成的数量不同`,
      en: `The same assembly was listed on line ${first.line} with another quantity`,
    })
  return rowWarning('listed_again', 'level', {
    zh: `总成在第 ${first.line} 行已列出,只取一次`,
    en: `The assembly was listed on line ${first.line} already and is taken once`,
  })
}

/** The remark on a line that stood in the file before. */
export const repeatedLine = (firstLine: number): RowIssue =>
  rowError('duplicate_line', 'part_number', {
    zh: `与第 ${firstLine} 行是同一上级、配件和序列号范围`,
    en: `The same parent, part and serial range as on line ${firstLine}`,
  })

const SKIPPED = rowError('level_skipped', 'level', {
  zh: '层级跳过了一级:上一级没有配件',
  en: 'The level skips one: there is no part one level up',
})

const MIXED = rowError('level_missing', 'level', {
  zh: '同一机型的行要么都填层级,要么都不填',
  en: 'Either all rows of a model have a level or none has',
})
