import { expect, test } from 'vitest'
import { placeRows } from './bom-levels.ts'
import { readBomRow } from './bom-row.ts'
import { judgeModelBom } from './judge-model-bom.ts'
import type { KnownPart } from './simplify.ts'

const MOST_BYTES = 1_000_000
const serial = (n: number) => `${'A1'.repeat(18)}${n}`

test('the rows of a long model share its service BOM, so that none of them is larger than a database takes', () => {
  const lines = 5_000
  const rows = Array.from({ length: lines }, (_, n) => {
    const cells = { model: 'M', parent: '', part_number: `PART-${n}`, quantity: '1' }
    return readBomRow({ line: n + 2, cells: { ...cells, serial_from: serial(1), serial_to: serial(99) } })
  })
  expect(rows.flatMap((row) => row.issues)).toEqual([])
  const parts = new Map<string, KnownPart>(rows.map((row) => [row.given.partKey, { class: 'module', serviceable: 1 }]))
  const verdicts = judgeModelBom('M', placeRows(rows), { lines: [], decisions: new Map(), parts })
  const fields = verdicts.map((each) => each.fields)
  expect(Math.max(...fields.map((each) => JSON.stringify(each).length))).toBeLessThan(MOST_BYTES)
  const served = fields.flatMap((each) => each?.service ?? [])
  expect(served).toHaveLength(lines)
  expect(new Set(served.map(([key]) => key)).size).toBe(lines)
})

test('a model whose parts are all left out still says by its first row that it changes', () => {
  const [row] = [readBomRow({ line: 2, cells: { model: 'M', part_number: 'P', quantity: '1' } })]
  const parts = new Map<string, KnownPart>([['P', { class: 'module', serviceable: 0 }]])
  const [verdict] = judgeModelBom('M', placeRows([row]), { lines: [], decisions: new Map(), parts })
  expect(verdict?.fields?.service).toEqual([])
})
