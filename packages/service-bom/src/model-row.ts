import {
  type ImportColumn,
  type ImportRow,
  type ReadRow,
  type RowIssue,
  rowError,
  shownNumber,
  tidyName,
} from '@partline/catalog'
import { parseYuan, partKey, type Words } from '@partline/kernel'
import type { Model } from './models.repo.ts'

/** The columns of a file of models; all but the code may be missing. */
export const MODEL_COLUMNS = [
  { name: 'code', required: true, headers: ['机型代号', '机型', '整机', 'Model code', 'Model'] },
  { name: 'name_zh', headers: ['中文名称', 'Name (Chinese)'] },
  { name: 'name_en', headers: ['英文名称', 'Name (English)'] },
  { name: 'product_line', headers: ['产品线', 'Product line'] },
  {
    name: 'dealer_price',
    headers: [
      '整机经销商结算价(元)',
      '经销商结算价(元)',
      '整机经销商结算价',
      '经销商结算价(整机)',
      '经销商结算价',
      'Dealer price (yuan)',
      'Dealer price',
    ],
  },
  { name: 'status', headers: ['状态', 'Status'] },
] as const satisfies readonly ImportColumn[]

/** What a file may say of a model. */
export type ModelFields = Pick<Model, 'nameZh' | 'nameEn' | 'productLine' | 'dealerPriceNetFen' | 'status'>

const STATUSES: Record<string, Model['status']> = {
  active: 'active',
  在售: 'active',
  retired: 'retired',
  停售: 'retired',
}
const MAX_NAME = 200

type Column = Exclude<(typeof MODEL_COLUMNS)[number]['name'], 'code'>
type Reading = {
  field: keyof ModelFields
  read: (text: string) => string | number | undefined
  /** What an empty cell says; without it an empty cell says nothing. */
  empty?: string | null
  expected: Words
}

function nameOf(text: string): string | undefined {
  const name = tidyName(text)
  return name.length <= MAX_NAME ? name : undefined
}

function priceOf(text: string): number | undefined {
  const price = parseYuan(text.normalize('NFKC').trim())
  return price !== undefined && price > 0 ? price : undefined
}

function statusOf(text: string): Model['status'] | undefined {
  const word = text.normalize('NFKC').trim().toLowerCase()
  return Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined
}

const name = { read: nameOf, empty: '', expected: { zh: '最多 200 个字符', en: 'at most 200 characters' } }
const READINGS: Record<Column, Reading> = {
  name_zh: { field: 'nameZh', ...name },
  name_en: { field: 'nameEn', ...name },
  product_line: {
    field: 'productLine',
    read: partKey,
    expected: { zh: '产品线代号', en: 'the code of a product line' },
  },
  dealer_price: {
    field: 'dealerPriceNetFen',
    read: priceOf,
    empty: null,
    expected: { zh: '人民币元,大于 0,最多两位小数', en: 'yuan above 0, at most two decimals' },
  },
  status: { field: 'status', read: statusOf, expected: { zh: '在售或停售', en: 'active or retired' } },
}

/** Reads one row. An empty cell clears a name or the dealer price, and says nothing of anything else. */
export function readModelRow(row: ImportRow): ReadRow<Partial<ModelFields>> {
  const code = row.cells.code ?? ''
  const key = partKey(code)
  const issues: RowIssue[] = key === undefined ? [rowError('bad_code', 'code', BAD_CODE)] : []
  const given: Record<string, unknown> = {}
  for (const [column, { field, read, empty, expected }] of Object.entries(READINGS)) {
    const cell = row.cells[column]
    if (cell === undefined || (cell === '' && empty === undefined)) continue
    const value = cell === '' ? empty : read(cell)
    if (value === undefined) issues.push(badValue(column, expected))
    else given[field] = value
  }
  return { line: row.line, key: key ?? shownNumber(code), identity: key ?? '', given, issues }
}

const BAD_CODE: Words = {
  zh: '机型代号只能由 1–40 个字母、数字和 - / # = . + 组成,并以字母或数字开头',
  en: 'A model code is 1–40 letters, digits and - / # = . + and starts with a letter or digit',
}

const badValue = (column: string, expected: Words): RowIssue =>
  rowError('bad_value', column, { zh: `${column} 应为${expected.zh}`, en: `${column} must be ${expected.en}` })
