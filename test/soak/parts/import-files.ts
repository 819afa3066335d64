import { type Cell, csvRecord, XlsxFile } from '@partline/sheets'

export const COLUMNS = [
  'part_number',
  'name_zh',
  'name_en',
  'unit',
  'class',
  'cost',
  'weight_g',
  'tax_rate',
  'pack_quantity',
  'superseded_by',
]

type Value = string | number

/** One of many parts; each hundredth is replaced by another. `edition` changes the name of all. */
export const partRow = (n: number, edition: number): Value[] => [
  `SOAK-${n}`,
  `前轮轴承 ${n % 977}`,
  `BEARING ${edition} FRONT WHEEL ${n}`,
  '件',
  'wear',
  (n % 5_000) / 100,
  (n * 7) % 10_000,
  13,
  (n % 12) + 1,
  n % 100 === 99 ? `SOAK-${n - 50}` : '',
]

const cellOf = (value: Value): Cell => (typeof value === 'number' ? { number: String(value) } : { text: value })

export function csvFile(header: readonly string[], rows: readonly Value[][]): Uint8Array {
  const lines = [header, ...rows].map((row) => csvRecord(row.map(cellOf)).replaceAll('"', ''))
  return new TextEncoder().encode(lines.join(''))
}

export function xlsxFile(header: readonly string[], rows: readonly Value[][]): Uint8Array {
  const file = new XlsxFile('soak')
  const pieces: Uint8Array[] = []
  for (const [n, row] of [header, ...rows].entries()) {
    file.add(row.map(cellOf))
    if (n % 1_000 === 0) pieces.push(...file.take())
  }
  return new Uint8Array(Buffer.concat([...pieces, ...file.finish()]))
}
