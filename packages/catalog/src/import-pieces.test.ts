import type { Sheet, SheetRecord } from '@partline/sheets'
import { expect, test } from 'vitest'
import { piecesOf } from './import-pieces.ts'

const sheetOf = (rows: number, cells: string[]): Sheet => ({
  ...{ format: 'csv', encoding: 'utf-8', isShort: false },
  *records() {
    yield Array.from({ length: rows + 1 }, (_, n): SheetRecord => ({ line: n + 1, cells }))
  },
})

test('pieces are cut by their cells as well as by their characters, so that empty cells count', () => {
  for (const cell of ['', 'x', 'x'.repeat(70)]) {
    const pieces = [...piecesOf(sheetOf(10_000, Array<string>(256).fill(cell)))]
    expect(pieces.flat()).toHaveLength(10_000)
    for (const piece of pieces) expect(piece.length * 256 * (cell.length + 1)).toBeLessThan(1_500_000 + 256 * 71)
  }
})
