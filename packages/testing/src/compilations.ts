import { sql } from 'drizzle-orm'
import { putModels } from './models.ts'
import { publishPrices } from './prices.ts'
import type { World } from './world.ts'

/** Puts a copy of a compilation there that is still at its first step, under another id. Straight SQL. */
export async function putWorkingCompilation(world: World, of: string, id: string): Promise<void> {
  const { hq } = world.databases
  await hq.writeBatch([
    hq.statement(sql`insert into compilation (id, kind, status, step, note, changes, policy_seq, input_pages, result_pages,
        written_pages, parts, models, summary, created_at, created_by, moved_at)
      select ${id}, c.kind, 'gathering', 0, c.note, c.changes, c.policy_seq, 0, 0, 0, 0, 0, '{}', c.created_at, c.created_by, ${world.now}
      from compilation c where c.id = ${of}`),
  ])
}

const PRICE_POLICY = {
  note: '首版',
  ...{ corridorBps: 1_000, familyCorridorBps: 1_000, likeToleranceBps: 500, supersessionToleranceBps: 3_000 },
  ...{ settlementStepFen: 1, guideStepFen: 100 },
  ...{ guideModuleBps: 14_000, guideWearBps: 13_000, guideStandardBps: 13_000 },
  lines: [
    {
      ...{ productLine: '', factorBps: 20_000, toleranceBps: 100 },
      ...{ moduleMarginBps: 10_000, wearMarginBps: 0, standardMarginBps: 800 },
    },
  ],
}

/** A brand small enough to compile at once: two modules and a belt, a model of them that meets twice its dealer price, a policy. */
export async function putCompileCase(world: World, priceManager: string): Promise<typeof PRICE_POLICY> {
  await publishPrices(world, {
    parts: [
      { number: 'K-MOTOR', nameZh: '电机', nameEn: 'Motor', costFen: 4_000, settlementFen: 10_000, guideFen: 14_000 },
      { number: 'K-BOARD', nameZh: '控制板', nameEn: 'Board', costFen: 3_000, settlementFen: 8_000, guideFen: 11_200 },
      { number: 'K-BELT', nameEn: 'Belt', class: 'wear', costFen: 1_000, settlementFen: 1_000, guideFen: 1_300 },
    ],
  })
  const lines = ['K-MOTOR', 'K-BOARD', 'K-BELT'].map((number) => ({ number, quantityMilli: 1_000 }))
  await putModels(world, [{ code: 'K-A', productLine: 'K', dealerPriceNetFen: 9_600, lines }])
  await world.json('POST', '/v1/price-policies', { as: priceManager, body: PRICE_POLICY, expect: 201 })
  return PRICE_POLICY
}
