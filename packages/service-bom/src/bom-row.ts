import {
  type ImportColumn,
  type ImportRow,
  type ReadRow,
  type RowIssue,
  rowError,
  shownNumber,
} from '@partline/catalog'
import { partKey, type Words } from '@partline/kernel'
import { readQuantity } from './quantity.ts'
import { EVERY_MACHINE, rangeKey, readRange, type SerialRange } from './serial.ts'

/** The columns of a file of engineering BOMs: a parent (blank = the machine), or a level from 1 in the file's order. */
export const BOM_COLUMNS = [
  { name: 'model', required: true, headers: ['机型代号', '机型', 'Model code', 'Model'] },
  { name: 'parent', headers: ['上级件号', '上级', '上级配件号', 'Parent'] },
  { name: 'level', headers: ['层级', '层次', 'Level'] },
  { name: 'part_number', required: true, headers: ['配件号', '零件号', '件号', '图号', 'Part number', 'Part'] },
  { name: 'quantity', required: true, headers: ['数量', 'Quantity', 'Qty'] },
  { name: 'serial_from', headers: ['起始序列号', 'Serial from'] },
  { name: 'serial_to', headers: ['截止序列号', 'Serial to'] },
] as const satisfies readonly ImportColumn[]

/** What a row says by itself: with `level` null the parent counts, else the level. */
export type GivenLine = SerialRange & {
  model: string
  parentKey: string
  level: number | null
  partKey: string
  quantityMilli: number
}

/** Deepest level of an engineering BOM. */
export const MAX_LEVEL = 30

/**
 * Reads one row. Rows with a parent may stand only once per model, parent, part and serial range; rows with a level are
 * judged within their model, where an assembly may be listed again under another.
 */
export function readBomRow({ line, cells }: ImportRow): ReadRow<GivenLine> {
  const issues: RowIssue[] = []
  const keyOf = (column: 'model' | 'part_number' | 'parent', text: string): string => {
    const key = partKey(text)
    if (key === undefined) issues.push(rowError('bad_number', column, BAD_NUMBER))
    return key ?? ''
  }
  const model = keyOf('model', cells.model ?? '')
  const partNumber = keyOf('part_number', cells.part_number ?? '')
  const parent = cells.parent ? keyOf('parent', cells.parent) : ''
  const quantityMilli = readQuantity(cells.quantity ?? '')
  if (quantityMilli === undefined) issues.push(rowError('bad_quantity', 'quantity', BAD_QUANTITY))
  const range = readRange(cells.serial_from ?? '', cells.serial_to ?? '')
  if (!range) issues.push(rowError('bad_serial', 'serial_from', BAD_SERIAL))
  const level = levelOf(cells.level ?? '', cells.parent ?? '', issues)
  const given: GivenLine = {
    ...{ model, parentKey: parent === model ? '' : parent, level, partKey: partNumber },
    ...(range ?? EVERY_MACHINE),
    quantityMilli: quantityMilli ?? 0,
  }
  const key = `${model || shownNumber(cells.model ?? '')} ${partNumber || shownNumber(cells.part_number ?? '')}`
  return { line, key, identity: identityOf(line, given), given, issues }
}

/** Begins with the model and `|`, so that all rows of a model are found by it. */
function identityOf(line: number, given: GivenLine): string {
  if (given.model === '') return ''
  const own = given.level !== null || given.partKey === ''
  return `${given.model}|${own ? `#${line}` : `${given.parentKey}|${given.partKey}|${rangeKey(given)}`}`
}

function levelOf(level: string, parent: string, issues: RowIssue[]): number | null {
  if (level === '') return null
  const text = level
    .normalize('NFKC')
    .replace(/^[\s.]+/, '')
    .trim()
  const value = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > MAX_LEVEL) issues.push(rowError('bad_level', 'level', BAD_LEVEL))
  if (parent !== '') issues.push(rowError('level_and_parent', 'level', LEVEL_AND_PARENT))
  return value
}

const BAD_NUMBER: Words = {
  zh: '代号和配件号只能由 1–40 个字母、数字和 - / # = . + 组成,并以字母或数字开头',
  en: 'A code or part number is 1–40 letters, digits and - / # = . + and starts with a letter or digit',
}
const BAD_QUANTITY: Words = {
  zh: '数量应大于 0、不超过 10 亿,最多三位小数',
  en: 'The quantity must be above 0, at most one billion, with at most three decimals',
}
const BAD_SERIAL: Words = {
  zh: '序列号由 1–40 个字母、数字和 - / # = . + 组成,其中的数字最长 16 位,截止不早于起始',
  en: 'A serial is 1–40 letters, digits and - / # = . +, its numbers of at most 16 digits, the end not before the beginning',
}
const BAD_LEVEL: Words = { zh: `层级应为 1–${MAX_LEVEL}`, en: `The level must be 1 to ${MAX_LEVEL}` }
const LEVEL_AND_PARENT: Words = { zh: '上级和层级只能填一个', en: 'Give either the parent or the level' }
