import { notFound } from '@partline/kernel'
import { expect, test } from 'vitest'
import { reasonOf } from './reason.ts'

test('a failure is named by its problem or its rule, however deep, and never quoted', () => {
  expect(reasonOf(new Error('closing', { cause: notFound() }))).toBe('not-found')
  expect(reasonOf(new AggregateError([], 'x', { cause: new Error('D1_ERROR: ledger/period-closed: SQLITE') }))).toBe(
    'ledger/period-closed',
  )
  expect(reasonOf(new Error('price 713.13 of RM-1'))).toBe('internal-error')
  expect(reasonOf('text')).toBe('internal-error')
})
