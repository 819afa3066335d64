import type { Brand } from './brand.ts'
import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200, may: ['part:read'] } as const satisfies Partial<OperationLine>
const bom = { method: 'GET', scope: 'brand', ok: 200 } as const
const write = { method: 'POST', scope: 'brand', ok: 200 } as const

/** A retired model, which no gate looks at, with a BOM of an unknown assembly, a wear part and a core part. */
async function model(brand: Brand): Promise<string> {
  const code = brand.next('MODEL-')
  const { world, hq, secrets } = brand
  const body = {
    code,
    names: { zh: '车型', en: 'MODEL' },
    productLine: 'RM-LINE',
    dealerPriceNetFen: secrets.dealerFen,
    status: 'retired',
  }
  await world.json('POST', '/v1/models', { as: hq.priceManager, body, expect: 201 })
  const path = '/v1/imports?kind=engineeringBom&fileName=bom.csv'
  const rows = ['model,parent,part_number,quantity', `${code},,ASSY,1`, `${code},ASSY,RM-1,2`, `${code},ASSY,RM-CORE,1`]
  const made = await world.json<{ id: string }>('POST', path, {
    as: hq.priceManager,
    body: `${rows.join('\n')}\n`,
    headers: { 'content-type': 'text/csv' },
    expect: 201,
  })
  await world.json('POST', `/v1/imports/${made.id}/apply`, { as: hq.priceManager, body: {}, expect: 200 })
  return `/v1/models/${code}`
}

const at = (suffix: string) => async (brand: Brand) => ({ path: `${await model(brand)}${suffix}` })
const names = { zh: '产品线', en: 'Line' }

/** P2, P11: models and their service parts are for everybody, engineering and decisions for HQ. */
export const MODEL_OPERATIONS: readonly OperationLine[] = [
  { ...read, id: 'listProductLines', sample: () => ({ path: '/v1/product-lines' }) },
  {
    ...write,
    id: 'setProductLine',
    method: 'PUT',
    may: ['model:write'],
    sample: (brand) => ({ path: `/v1/product-lines/${brand.next('PL')}`, body: { names } }),
  },
  { ...read, id: 'listModels', sample: () => ({ path: '/v1/models?limit=5' }) },
  {
    ...write,
    id: 'createModel',
    ok: 201,
    may: ['model:write'],
    sample: (brand) => ({ path: '/v1/models', body: { code: brand.next('M'), names, productLine: 'RM-LINE' } }),
  },
  { ...read, id: 'getModel', sample: at('') },
  {
    ...write,
    id: 'changeModel',
    method: 'PATCH',
    may: ['model:write'],
    sample: async (brand) => ({ path: await model(brand), body: { names, status: 'retired' } }),
  },
  { ...read, id: 'listModelParts', sample: at('/parts?serial=100') },
  { ...read, id: 'getModelRollUp', sample: at('/roll-up') },
  { ...read, id: 'listPartModels', sample: () => ({ path: '/v1/parts/RM-1/models?limit=5' }) },
  { ...bom, id: 'listEngineeringLines', may: ['bom:read'], sample: at('/engineering-bom') },
  { ...bom, id: 'listAssemblies', may: ['bom:read'], sample: at('/assemblies') },
  { ...bom, id: 'listSimplifications', may: ['bom:read'], sample: at('/simplifications') },
  { ...bom, id: 'previewSimplification', may: ['bom:read'], sample: at('/simplification-preview') },
  { ...bom, id: 'listModelChecks', may: ['bom:read'], sample: at('/checks') },
  { ...bom, id: 'listBomChecks', may: ['bom:read'], sample: () => ({ path: '/v1/bom-checks?limit=5' }) },
  {
    ...write,
    id: 'decideSimplification',
    method: 'PUT',
    may: ['bom:write'],
    sample: async (brand) => ({
      path: `${await model(brand)}/simplifications/ASSY`,
      body: { action: 'collapse', reason: '模块化' },
    }),
  },
  { ...write, id: 'refreshServiceBom', may: ['bom:write'], sample: at('/refresh') },
]
