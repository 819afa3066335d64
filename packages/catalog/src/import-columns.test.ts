import { expect, test } from 'vitest'
import { columnIssues, type FileColumn } from './import-columns.ts'

test('of many unknown columns some are named and the rest are counted, and no understood one is left out', () => {
  const unknown = Array.from({ length: 250 }, (_, n): FileColumn => ({ header: `x${n}`, column: null, from: null }))
  const issues = columnIssues([...unknown, { header: '件', column: 'part_number', from: 'remembered' }])
  expect(issues).toHaveLength(22)
  expect(issues[0]).toMatchObject({ code: 'remembered_column', field: '件' })
  expect(issues.slice(1, 21).map((issue) => issue.field)).toEqual(unknown.slice(0, 20).map((each) => each.header))
  expect(issues[21]?.message.en).toContain('230 more')
})
