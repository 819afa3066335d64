import type { Desk } from './desk.ts'
import type { DemoPart } from './request.ts'

const PAIRS = 14
/** How near the prices of two parts are that are declared alike. */
const NEAR = 0.08

/** What the brand has decided about prices (§8.1): every margin on cost, the double rule within five per cent. */
const POLICY = {
  note: '首版价格政策:双倍规则,易损件不加价,标准件加价不超过 8 %',
  corridorBps: 1_000,
  familyCorridorBps: 500,
  likeToleranceBps: 1_000,
  supersessionToleranceBps: 3_000,
  settlementStepFen: 10,
  guideStepFen: 100,
  guideModuleBps: 14_500,
  guideWearBps: 13_500,
  guideStandardBps: 14_000,
  lines: [
    {
      productLine: '',
      factorBps: 20_000,
      toleranceBps: 500,
      moduleMarginBps: 10_000,
      wearMarginBps: 0,
      standardMarginBps: 800,
    },
  ],
}

/** Parts declared alike, and then the policy itself. */
export async function decidePolicy(desk: Desk, manager: string, listed: readonly DemoPart[]): Promise<void> {
  const pairs = likePairs(listed).map(([part, other]) => ({
    partNumber: part.number,
    otherPartNumber: other.number,
    reason: '同款件,不同车型同价',
  }))
  await desk.send('PUT', '/v1/like-parts', { as: manager, body: { pairs }, expect: 200 })
  await desk.send('POST', '/v1/price-policies', { as: manager, body: POLICY, expect: 201 })
}

/** Of some families the two parts with the same first words whose prices are nearest. */
function likePairs(listed: readonly DemoPart[]): [DemoPart, DemoPart][] {
  const modules = listed.filter(({ facts }) => facts.class === 'module' && facts.serviceable)
  const families = Map.groupBy(modules, (part) => part.family)
  return [...families]
    .filter(([family]) => family !== '')
    .flatMap(([, parts]) => nearest(parts) ?? [])
    .filter((pair) => apart(pair) <= NEAR)
    .slice(0, PAIRS)
    .map(({ part, other }) => [part, other])
}

type Pair = { part: DemoPart; other: DemoPart }

function nearest(parts: readonly DemoPart[]): Pair | undefined {
  const words = (part: DemoPart) => part.nameEn.split(' ').slice(0, 2).join(' ')
  return parts
    .flatMap((part, at) =>
      parts
        .slice(at + 1)
        .filter((other) => words(part) === words(other))
        .map((other) => ({ part, other })),
    )
    .reduce<Pair | undefined>((best, pair) => (best && apart(best) <= apart(pair) ? best : pair), undefined)
}

const apart = ({ part, other }: Pair) =>
  Math.abs((part.facts.settlementNetFen ?? 0) / (other.facts.settlementNetFen ?? 1) - 1)
