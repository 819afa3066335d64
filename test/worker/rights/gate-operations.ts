import type { Brand } from './brand.ts'
import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200, may: ['book:read'] } satisfies Partial<OperationLine>
const write = { method: 'POST', scope: 'brand', ok: 200 } as const

const books = '/v1/price-books/settlement/versions'
const seen = { gate: 'costBelow', subject: 'RM-1' }

/** A policy, where the brand has none, that allows nearly everything but a price below cost. */
async function decidePolicy({ world }: Brand): Promise<void> {
  const { hq } = world.databases
  const first = await hq.first({ text: 'select seq from price_policy limit 1', params: [] })
  if (first === undefined) await hq.writeBatch(POLICY.map((text) => ({ text, params: [] })))
}

const POLICY = [
  `insert into price_policy_line (policy_seq, product_line, factor_bps, tolerance_bps, module_margin_bps, wear_margin_bps,
    standard_margin_bps) values (1, '', 20000, 500, 8317, 0, 1317)`,
  `insert into price_policy (seq, note, corridor_bps, family_corridor_bps, like_tolerance_bps, supersession_tolerance_bps,
    settlement_step_fen, guide_step_fen, guide_module_bps, guide_wear_bps, guide_standard_bps, created_at, created_by)
  values (1, '首版', 900000, 900000, 9000, 9000, 10, 100, 15000, 15000, 15000, 1, 'per_a')`,
]

/** A draft that sells a part below its cost. */
async function belowCost(brand: Brand): Promise<string> {
  await decidePolicy(brand)
  const as = brand.hq.priceManager
  const { id } = await brand.world.json<{ id: string }>('POST', books, { as, body: { taxBasis: 'net' }, expect: 201 })
  await brand.world.json('PUT', `${books}/${id}/entries/RM-1`, { as, body: { priceFen: 100 }, expect: 200 })
  return `${books}/${id}`
}

async function exceptionAsked(brand: Brand): Promise<string> {
  const path = await belowCost(brand)
  const body = { items: [seen], reason: '清仓' }
  await brand.world.json('POST', `${path}/exceptions`, { as: brand.hq.priceManager, body, expect: 200 })
  return path
}

/** P9: gates, their exceptions by two people, and what a version is judged by; all of it for those who read the books. */
export const GATE_OPERATIONS: readonly OperationLine[] = [
  { ...read, id: 'listGateFindings', sample: async (brand) => ({ path: `${await exceptionAsked(brand)}/findings` }) },
  {
    ...write,
    id: 'requestGateExceptions',
    may: ['book:draft'],
    sample: async (brand) => ({
      path: `${await belowCost(brand)}/exceptions`,
      body: { gate: 'costBelow', reason: '清仓' },
    }),
  },
  {
    ...write,
    id: 'approveGateExceptions',
    may: ['book:approve'],
    sample: async (brand) => ({ path: `${await exceptionAsked(brand)}/exceptions/approve`, body: { items: [seen] } }),
  },
  {
    ...write,
    id: 'dropGateException',
    method: 'DELETE',
    may: ['book:draft'],
    sample: async (brand) => ({ path: `${await exceptionAsked(brand)}/exceptions?gate=costBelow&subject=RM-1` }),
  },
  { ...read, id: 'getPriceBookReport', sample: async (brand) => ({ path: `${await belowCost(brand)}/report` }) },
  {
    ...read,
    id: 'printPriceBookReport',
    sample: async (brand) => ({ path: `${await belowCost(brand)}/report/print` }),
  },
  { ...read, id: 'listModelRatios', sample: async (brand) => ({ path: `${await belowCost(brand)}/ratios` }) },
  { ...read, id: 'listPriceMovers', sample: async (brand) => ({ path: `${await belowCost(brand)}/movers` }) },
]
