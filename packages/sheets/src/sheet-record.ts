import { refusedFile } from './refuse-file.ts'

/** What was already lost when a cell was saved: a formula's error, or the end of a number of over 15 digits. */
export type CellFlaw = 'cellError' | 'longNumber'

/** One record of a file. `line` is the physical line, or the sheet's row, it starts on, counted from 1. */
export type SheetRecord = { line: number; cells: string[]; flaw?: CellFlaw }

/** Most rows of one file, its header not counted. */
export const MAX_ROWS = 100_000

/** Most characters of one record. */
export const MAX_RECORD_CHARACTERS = 20_000

/** Most columns of one file. */
export const MAX_COLUMNS = 256

export const tooManyRows = () =>
  refusedFile('too_many_rows', {
    zh: `一个文件最多 ${MAX_ROWS} 行,请分成几个文件`,
    en: `A file may hold ${MAX_ROWS} rows; split it`,
  })
