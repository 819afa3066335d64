import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200 } as const

/** §8.1: who may see and decide what rules the prices. */
export const POLICY_OPERATIONS: readonly OperationLine[] = [
  {
    ...read,
    id: 'listPartClassChanges',
    may: ['book:read'],
    sample: () => ({ path: '/v1/parts/RM-2/class-changes' }),
  },
]
