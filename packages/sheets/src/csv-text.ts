import { guarded } from './formula-guard.ts'

/** A cell to write: text, or a number by its exact decimal digits. */
export type Cell = { text: string } | { number: string } | null

export const CSV_BOM = '\u{FEFF}'

/** One CSV record (RFC 4180): every text quoted and safe to open, numbers bare, an absent value empty. */
export const csvRecord = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  return 'number' in cell ? cell.number : `"${guarded(cell.text).replaceAll('"', '""')}"`
}
