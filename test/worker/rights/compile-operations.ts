import { putWorkingCompilation } from '@partline/testing'
import type { Brand } from './brand.ts'
import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200, may: ['book:read'] } as const satisfies Partial<OperationLine>
const draft = { method: 'POST', scope: 'brand', may: ['book:draft'] } as const satisfies Partial<OperationLine>

async function compiled(brand: Brand): Promise<string> {
  const body = { kind: 'whatIf', changes: {} }
  const as = brand.hq.priceManager
  return (await brand.world.json<{ id: string }>('POST', '/v1/compilations', { as, body, expect: 201 })).id
}

/** A run that is still at work. */
async function working(brand: Brand): Promise<string> {
  const [done, id] = [await compiled(brand), brand.next('cmp_')]
  await putWorkingCompilation(brand.world, done, id)
  return id
}

/** P10: who may compile prices and read what came of it. */
export const COMPILE_OPERATIONS: readonly OperationLine[] = [
  { ...read, id: 'listCompilations', sample: () => ({ path: '/v1/compilations' }) },
  {
    ...draft,
    id: 'startCompilation',
    ok: 201,
    sample: () => ({ path: '/v1/compilations', body: { kind: 'draft', note: '试' } }),
  },
  {
    ...draft,
    id: 'cancelCompilation',
    ok: 200,
    sample: async (brand) => ({ path: `/v1/compilations/${await working(brand)}/cancel` }),
  },
  { ...read, id: 'getCompilation', sample: async (brand) => ({ path: `/v1/compilations/${await compiled(brand)}` }) },
  ...(['Prices', 'Models', 'Families'] as const).map(
    (what): OperationLine => ({
      ...read,
      id: `listCompiled${what}`,
      sample: async (brand) => ({ path: `/v1/compilations/${await compiled(brand)}/${what.toLowerCase()}` }),
    }),
  ),
  {
    ...read,
    id: 'explainPrice',
    sample: async (brand) => {
      const { id } = await brand.pricedDraft()
      return { path: `/v1/price-books/guide/versions/${id}/explanations/RM-1` }
    },
  },
]
