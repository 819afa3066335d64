import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsvRecords } from './csv-records.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const cell = fc.array(fc.constantFrom('a', '轴', '"', ',', '\n', '=', '😀')).map((parts) => `x${parts.join('')}x`)

describe('the records of a CSV file', () => {
  it('are the cells that were written, with the line each record starts on', () => {
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1 })
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, end, bom) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join(end)
        const records = readCsvRecords(bytes(`${bom ? '\u{FEFF}' : ''}${text}`))
        expect(records.map((record) => record.cells)).toEqual(rows)
        let line = 1
        for (const [i, row] of rows.entries()) {
          expect(records[i]?.line).toBe(line)
          line += row.join('').split('\n').length
        }
      }),
    )
  })

  it('leave blank lines out but count them, and trim cells', () => {
    expect(readCsvRecords(bytes('a , b\n\n\n c ,"d "\n'))).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 4, cells: ['c', 'd '] },
    ])
  })

  it('never crash on any bytes: they are read or the file is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        try {
          for (const { line } of readCsvRecords(body)) expect(line).toBeGreaterThan(0)
        } catch (error) {
          expect((error as Error).message).toBe('import-file-refused')
        }
      }),
    )
  })
})
