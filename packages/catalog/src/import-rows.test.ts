import { expect, test } from 'vitest'
import type { FileColumn } from './import-columns.ts'
import { readRecords } from './import-rows.ts'

const columns = ['part_number', 'cost', 'superseded_by'].map(
  (column): FileColumn => ({ header: column, column, from: 'name' }),
)
const kind = {
  read: ({ line, cells }: { line: number; cells: object }) => ({
    line,
    key: '',
    identity: '',
    given: cells,
    issues: [],
  }),
}

test('a number shown otherwise than it is read is an error as a part number, and just a number elsewhere', () => {
  const cells = ['45296', '12.5', '123']
  const fieldsFor = (formatted: number[]) =>
    readRecords(kind, [{ line: 2, cells, formatted }], columns).flatMap(({ issues }) =>
      issues.map((issue) => [issue.code, issue.field]),
    )
  expect(fieldsFor([0, 1])).toEqual([['formatted_number', 'part_number']])
  expect(fieldsFor([2])).toEqual([['formatted_number', 'superseded_by']])
  expect(fieldsFor([1])).toEqual([])
  expect(readRecords(kind, [{ line: 2, cells, formatted: [1] }], columns)[0]?.given).toMatchObject({ cost: '12.5' })
})
