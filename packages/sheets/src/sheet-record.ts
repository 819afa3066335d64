import { refusedFile } from './refuse-file.ts'

/** What was already lost when a cell was saved: a formula's error or missing result, or the end of a number of over 15 digits. */
export type CellFlaw = 'cellError' | 'longNumber'

/**
 * One record of a file. `line` is the physical line, or the sheet's row, it starts on, counted from 1. `formatted` are
 * the cells (from 0) whose number the sheet shows otherwise than by its plain digits, such as a date or `00123`.
 */
export type SheetRecord = { line: number; cells: string[]; flaw?: CellFlaw; formatted?: number[] }

/** Most rows of one file, its header not counted. */
export const MAX_ROWS = 250_000

/** Most characters of one record. */
export const MAX_RECORD_CHARACTERS = 20_000

/** Most characters a spreadsheet keeps of one cell. */
export const MAX_CELL_CHARACTERS = 32_767

/** Most columns of one file. */
export const MAX_COLUMNS = 256

export const tooManyRows = () =>
  refusedFile('too_many_rows', {
    zh: `一个文件最多 ${MAX_ROWS} 行,请分成几个文件`,
    en: `A file may hold ${MAX_ROWS} rows; split it`,
  })

export const tooManyColumns = () =>
  refusedFile('too_many_columns', {
    zh: `最多 ${MAX_COLUMNS} 列`,
    en: `A file may have ${MAX_COLUMNS} columns`,
  })

export const cellTooLong = () =>
  refusedFile('cell_too_long', {
    zh: `一个单元格最多 ${MAX_CELL_CHARACTERS} 个字符`,
    en: `A cell may hold ${MAX_CELL_CHARACTERS} characters`,
  })
