import { parseYuan, partKey, type Words } from '@partline/kernel'
import { type ImportColumn, type ImportRow, type ReadRow, type RowIssue, rowError, shownNumber } from './import-kind.ts'
import {
  MAX_FAMILY,
  MAX_NAME,
  MAX_PACK,
  MAX_REASON,
  MAX_UNIT,
  MAX_WEIGHT_G,
  PART_CLASSES,
  type PartClass,
  type PartFields,
  tidyFamily,
  tidyName,
} from './part.ts'

/** The columns of a file of parts; all but the number may be missing. */
export const PART_COLUMNS = [
  { name: 'part_number', required: true, headers: ['配件号', '零件号', '图号', 'Part number'] },
  { name: 'name_en', headers: ['name', '英文名称', 'Name (English)'] },
  { name: 'name_zh', headers: ['中文名称', 'Name (Chinese)'] },
  { name: 'unit', headers: ['单位', 'Unit'] },
  { name: 'class', headers: ['类别', 'Class'] },
  { name: 'cost', headers: ['成本(元)', '成本', 'Cost (yuan)', 'Cost'] },
  { name: 'weight_g', headers: ['重量(克)', 'Weight (g)'] },
  { name: 'tax_rate', headers: ['税率(%)', '税率', 'Tax rate (%)', 'Tax rate'] },
  { name: 'serviceable', headers: ['可服务', '可供应', 'Serviceable'] },
  { name: 'pack_quantity', headers: ['包装量', '包装数量', 'Pack quantity'] },
  { name: 'superseded_by', headers: ['替代件', 'Superseded by', 'Successor'] },
  { name: 'family', headers: ['族', 'Family'] },
  { name: 'class_reason', headers: ['定类原因', 'Class reason'] },
] as const satisfies readonly ImportColumn[]

type Column = Exclude<(typeof PART_COLUMNS)[number]['name'], 'part_number'>

const CLASS_NAMES: Record<string, PartClass> = {
  模块: 'module',
  易损件: 'wear',
  标准件: 'standard',
  核心件: 'core',
  ...Object.fromEntries(PART_CLASSES.map((name) => [name, name])),
}
const YES = new Set(['yes', 'y', 'true', '1', '是'])
const NO = new Set(['no', 'n', 'false', '0', '否'])

const plain = (text: string) => text.normalize('NFKC').trim()

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,10}$/.test(plain(text))) return undefined
  const value = Number(plain(text))
  return value >= min && value <= max ? value : undefined
}

function nameOf(text: string, max: number): string | undefined {
  const name = tidyName(text)
  return name.length <= max ? name : undefined
}

function familyOf(text: string): string | undefined {
  const family = tidyFamily(text)
  return family.length <= MAX_FAMILY ? family : undefined
}

function costFen(text: string): number | undefined {
  const cost = parseYuan(plain(text))
  return cost !== undefined && cost >= 0 ? cost : undefined
}

/** Percent with up to two decimals → basis points; 0.13 without a `%` is more likely meant as 13 % and is refused. */
function taxRateBps(text: string): number | undefined {
  const [, whole, decimals = '', sign] = /^(\d{1,3})(?:\.(\d{1,2}))?\s*(%?)$/.exec(plain(text)) ?? []
  if (whole === undefined) return undefined
  const bps = Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
  const doubtful = bps > 0 && bps < 100 && sign === ''
  return bps <= 10_000 && !doubtful ? bps : undefined
}

function yesNo(text: string): number | undefined {
  const word = plain(text).toLowerCase()
  return YES.has(word) ? 1 : NO.has(word) ? 0 : undefined
}

/** What a row says of its part. */
export type GivenPart = Partial<Fields>
type Fields = PartFields & { classReason: string }

type Reading<K extends keyof Fields> = {
  field: K
  read: (text: string) => Fields[K] | undefined
  /** What an empty cell says; without it an empty cell says nothing. */
  empty?: Fields[K]
  expected: Words
}
const reading = <K extends keyof Fields>(parts: Reading<K>) => parts as unknown as Reading<keyof Fields>

const nameWords = { zh: `最多 ${MAX_NAME} 个字符`, en: `at most ${MAX_NAME} characters` }
const READINGS: Record<Column, Reading<keyof Fields>> = {
  name_en: reading({ field: 'nameEn', read: (text) => nameOf(text, MAX_NAME), empty: '', expected: nameWords }),
  name_zh: reading({ field: 'nameZh', read: (text) => nameOf(text, MAX_NAME), empty: '', expected: nameWords }),
  unit: reading({
    field: 'unit',
    read: (text) => nameOf(text, MAX_UNIT),
    expected: { zh: `最多 ${MAX_UNIT} 个字符`, en: `at most ${MAX_UNIT} characters` },
  }),
  class: reading({
    field: 'class',
    read: (text) =>
      Object.hasOwn(CLASS_NAMES, plain(text).toLowerCase()) ? CLASS_NAMES[plain(text).toLowerCase()] : undefined,
    expected: { zh: '模块、易损件、标准件或核心件', en: 'module, wear, standard or core' },
  }),
  cost: reading({
    field: 'costFen',
    read: costFen,
    empty: null,
    expected: { zh: '人民币元,最多两位小数,不为负', en: 'yuan, at most two decimals, not negative' },
  }),
  weight_g: reading({
    field: 'weightG',
    read: (text) => wholeNumber(text, 0, MAX_WEIGHT_G),
    expected: { zh: '克数,整数', en: 'whole grams' },
  }),
  tax_rate: reading({
    field: 'taxRateBps',
    read: taxRateBps,
    expected: { zh: '百分数,如 13 或 13%', en: 'a percentage such as 13 or 13%' },
  }),
  serviceable: reading({ field: 'serviceable', read: yesNo, expected: { zh: '是或否', en: 'yes or no' } }),
  pack_quantity: reading({
    field: 'packQuantity',
    read: (text) => wholeNumber(text, 1, MAX_PACK),
    expected: { zh: '不小于 1 的整数', en: 'a whole number of at least 1' },
  }),
  superseded_by: reading({
    field: 'successorKey',
    read: (text) => partKey(text),
    empty: null,
    expected: { zh: '配件号', en: 'a part number' },
  }),
  family: reading({
    field: 'family',
    read: familyOf,
    empty: '',
    expected: { zh: `最多 ${MAX_FAMILY} 个字符`, en: `at most ${MAX_FAMILY} characters` },
  }),
  class_reason: reading({
    field: 'classReason',
    read: (text) => nameOf(text, MAX_REASON),
    expected: { zh: `最多 ${MAX_REASON} 个字符`, en: `at most ${MAX_REASON} characters` },
  }),
}

/** Reads one row. An empty cell clears a name, the cost, the successor or the family, and says nothing of anything else. */
export function readPartRow(row: ImportRow): ReadRow<GivenPart> {
  const number = row.cells.part_number ?? ''
  const key = partKey(number)
  const issues: RowIssue[] = key === undefined ? [rowError('bad_number', 'part_number', BAD_NUMBER)] : []
  const given: Record<string, unknown> = {}
  for (const [column, { field, read, empty, expected }] of Object.entries(READINGS)) {
    const cell = row.cells[column]
    if (cell === undefined || (cell === '' && empty === undefined)) continue
    const value = cell === '' ? empty : read(cell)
    if (value === undefined) issues.push(badValue(column, expected))
    else given[field] = value
  }
  return { line: row.line, key: key ?? shownNumber(number), identity: key ?? '', given, issues }
}

const BAD_NUMBER: Words = {
  zh: '配件号只能由 1–40 个字母、数字和 - / # = . + 组成,并以字母或数字开头',
  en: 'A part number is 1–40 letters, digits and - / # = . + and starts with a letter or digit',
}

const badValue = (column: string, expected: Words): RowIssue =>
  rowError('bad_value', column, { zh: `${column} 应为${expected.zh}`, en: `${column} must be ${expected.en}` })
