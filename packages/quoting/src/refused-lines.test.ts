import { expect, test } from 'vitest'
import { refusedLineErrors, repeatedLineErrors } from './refused-lines.ts'

const lines = ['A-1', 'B-2', 'C-3'].map((partNumber) => ({ partNumber }))

test('every refused line is named, in the order of the lines', () => {
  const errors = refusedLineErrors(lines, [
    { requestedNumber: 'C-3', reason: 'core' },
    { requestedNumber: 'A-1', reason: 'superseded', successor: 'A-9' },
  ])
  expect(errors.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/lines/0/partNumber', 'superseded'],
    ['/lines/2/partNumber', 'core'],
  ])
})

test('a superseded part is refused with the number of its successor, in both languages', () => {
  const [error] = refusedLineErrors(lines, [{ requestedNumber: 'B-2', reason: 'superseded', successor: 'B-9/X' }])
  expect(error?.message.zh).toContain('B-9/X')
  expect(error?.message.en).toContain('B-9/X')
})

test('two spellings of one part are one part', () => {
  const spelled = ['a‐1', 'A 2', 'Ａ－１', 'A2', '???', '???'].map((partNumber) => ({ partNumber }))
  expect(repeatedLineErrors(spelled).map((error) => error.pointer)).toEqual([
    '/lines/2/partNumber',
    '/lines/3/partNumber',
    '/lines/5/partNumber',
  ])
  expect(repeatedLineErrors(lines)).toEqual([])
})
