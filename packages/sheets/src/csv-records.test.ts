import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countCsvRecords, csvRecords } from './csv-records.ts'
import { csvSlices } from './csv-slices.ts'
import { refusalOf } from './refuse-file.ts'
import { detectEncoding } from './text-encoding.ts'

const readCsvRecords = (body: Uint8Array) => [...csvRecords(body, 'utf-8')].flat()
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

  it('are the same however the file is cut into slices, and are counted without being read', () => {
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1 })
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 60 }), fc.constantFrom('\n', '\r\n', '\r'), (rows, size, end) => {
        const body = bytes(rows.map((row) => row.map(quoted).join(',')).join(end))
        const slices = [...csvSlices(body, size)]
        const read = slices.flatMap((slice) => readCsvRecords(slice.bytes).map((record) => record.cells))
        expect(read).toEqual(rows)
        expect(slices.reduce((sum, slice) => sum + slice.records, 0)).toBe(rows.length)
        expect(countCsvRecords(body)).toBe(rows.length)
      }),
    )
  })

  it('of a large file have the lines they start on, across slices', () => {
    const rows = Array.from({ length: 40_000 }, (_, n) => `${n},"a\nb"`)
    const records = readCsvRecords(bytes(rows.join('\r\n')))
    expect(records).toHaveLength(40_000)
    for (const [n, { line, cells }] of records.entries())
      if (line !== 2 * n + 1 || cells[0] !== String(n)) expect(n).toBe(line)
  })

  it('may be GB18030, which is told from UTF-8 and from neither', () => {
    const gb = new Uint8Array([0xd6, 0xe1, 0xb3, 0xd0, 0x2c, 0x31, 0x0a])
    expect(detectEncoding(gb)).toBe('gb18030')
    expect([...csvRecords(gb, 'gb18030')].flat()).toEqual([{ line: 1, cells: ['轴承', '1'] }])
    expect(detectEncoding(bytes('轴承,1'))).toBe('utf-8')
    expect(detectEncoding(bytes('plain'))).toBe('utf-8')
    expect(detectEncoding(new Uint8Array([0xff, 0x41]))).toBe('utf-8')
    expect(detectEncoding(new Uint8Array([...bytes('\u{FEFF}A-1,中文'), 0xe4, 0xb8]))).toBe('utf-8')
    const refused = (body: number[]) => {
      try {
        return detectEncoding(new Uint8Array(body))
      } catch (error) {
        return refusalOf(error)?.code
      }
    }
    expect([refused([0xff, 0xfe, 0x41, 0]), refused([0xfe, 0xff, 0, 0x41])]).toEqual(['utf16', 'utf16'])
  })

  it('wider than 256 cells are refused', () => {
    const wide = (cells: number) => bytes(`a,b\n${','.repeat(cells - 1)}\n`)
    expect(readCsvRecords(wide(256))[1]?.cells).toHaveLength(256)
    try {
      expect(readCsvRecords(wide(257))).toBe('refused')
    } catch (error) {
      expect(refusalOf(error)?.code).toBe('too_many_columns')
    }
  })

  it('longer than 20,000 characters, or without an end to a quote, are refused before they fill the memory', () => {
    for (const body of [`a\n"${'x\n'.repeat(500_000)}`, `a\n${'y'.repeat(100_000)}\nb`])
      expect(() => countCsvRecords(bytes(body))).toThrow('import-file-refused')
  })
})
