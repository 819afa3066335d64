import type { Brand } from './brand.ts'
import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200 } as const
const write = { method: 'POST', scope: 'brand', ok: 200 } as const
const seen = ['policy:read'] satisfies OperationLine['may']
const decided = ['policy:write'] satisfies OperationLine['may']

/** Two new parts declared alike. */
async function likeParts(brand: Brand): Promise<[string, string]> {
  const pair = await newParts(brand)
  const [partNumber, otherPartNumber] = pair
  const body = { pairs: [{ partNumber, otherPartNumber, reason: '同款' }] }
  await brand.world.json('PUT', '/v1/like-parts', { as: brand.hq.priceManager, body, expect: 200 })
  return pair
}

async function newParts(brand: Brand): Promise<[string, string]> {
  const pair: [string, string] = [brand.next('LIKE-'), brand.next('LIKE-')]
  for (const number of pair)
    await brand.world.json('POST', '/v1/parts', {
      as: brand.hq.priceManager,
      body: { number, names: {} },
      expect: 201,
    })
  return pair
}

/** §8.1: who may see and decide what rules the prices. */
export const POLICY_OPERATIONS: readonly OperationLine[] = [
  {
    ...read,
    id: 'listPartClassChanges',
    may: ['book:read'],
    sample: () => ({ path: '/v1/parts/RM-2/class-changes' }),
  },
  { ...read, id: 'listPricePolicies', may: seen, sample: () => ({ path: '/v1/price-policies' }) },
  { ...read, id: 'getPricePolicy', may: seen, sample: () => ({ path: '/v1/price-policies/1' }) },
  {
    ...write,
    id: 'decidePricePolicy',
    ok: 201,
    may: decided,
    sample: (brand) => ({ path: '/v1/price-policies', body: brand.policyBody() }),
  },
  { ...read, id: 'listLikeParts', may: seen, sample: () => ({ path: '/v1/like-parts?limit=100' }) },
  {
    ...write,
    id: 'declareLikeParts',
    method: 'PUT',
    may: decided,
    sample: async (brand) => {
      const [partNumber, otherPartNumber] = await newParts(brand)
      return { path: '/v1/like-parts', body: { pairs: [{ partNumber, otherPartNumber, reason: '同款' }] } }
    },
  },
  {
    ...write,
    id: 'withdrawLikeParts',
    method: 'DELETE',
    ok: 204,
    may: decided,
    sample: async (brand) => {
      const [partNumber, otherPartNumber] = await likeParts(brand)
      return { path: `/v1/like-parts?partNumber=${partNumber}&otherPartNumber=${otherPartNumber}` }
    },
  },
  {
    ...read,
    id: 'listLikePartSuggestions',
    may: seen,
    sample: () => ({ path: '/v1/like-part-suggestions' }),
  },
  {
    ...read,
    id: 'lookUpModelPrices',
    may: ['price:lookup'],
    sample: () => ({ path: '/v1/models/RM-M1/prices' }),
  },
  { ...read, id: 'listFamilies', may: ['book:read'], sample: () => ({ path: '/v1/families' }) },
  {
    ...read,
    id: 'getFamilyHistory',
    may: ['book:read'],
    sample: () => ({ path: '/v1/families/BEARING/history?book=settlement' }),
  },
  {
    ...read,
    id: 'getFamilySpread',
    may: ['book:read'],
    sample: () => ({ path: '/v1/families/BEARING/spread?book=settlement' }),
  },
]
