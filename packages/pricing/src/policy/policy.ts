/** Double rule and margins of a product line in basis points (P3, P4); '' stands for every line without its own. */
export type PolicyLine = {
  productLine: string
  factorBps: number
  toleranceBps: number
  moduleMarginBps: number
  wearMarginBps: number
  standardMarginBps: number
}

/** How far a family's average may move, in basis points (P6). */
export type PolicyFamily = { family: string; corridorBps: number }

/** What holds for every product line: corridors, tolerances and multipliers in basis points, steps in fen. */
type PolicyNumbers = {
  corridorBps: number
  familyCorridorBps: number
  likeToleranceBps: number
  supersessionToleranceBps: number
  settlementStepFen: number
  guideStepFen: number
  guideModuleBps: number
  guideWearBps: number
  guideStandardBps: number
}

/** One version of the price policy (§8.1). */
export type Policy = PolicyNumbers & {
  seq: number
  note: string
  createdAt: number
  createdBy: string
  lines: readonly PolicyLine[]
  families: readonly PolicyFamily[]
}

/** A number of the policy that is not what it was; null where a line or family was not named. */
export type PolicyChange = {
  field: string
  productLine: string | null
  family: string | null
  before: number | null
  after: number | null
}

/** The double rule and margins of a product line: its own, or those of every other line (P3). */
export function policyFor({ lines }: Pick<Policy, 'lines'>, productLine: string): PolicyLine {
  const line = lines.find((each) => each.productLine === productLine) ?? lines.find((each) => each.productLine === '')
  if (!line) throw new Error('a policy has a line for every other product line')
  return line
}

/** How far the average of a family may move, in basis points: its own corridor, or that of every other family (P6). */
export function familyCorridorBps(policy: Pick<Policy, 'families' | 'familyCorridorBps'>, family: string): number {
  return policy.families.find((each) => each.family === family)?.corridorBps ?? policy.familyCorridorBps
}

const NUMBERS = [
  'corridorBps',
  'familyCorridorBps',
  'likeToleranceBps',
  'supersessionToleranceBps',
  'settlementStepFen',
  'guideStepFen',
  'guideModuleBps',
  'guideWearBps',
  'guideStandardBps',
] as const satisfies (keyof PolicyNumbers)[]

const OF_LINE = ['factorBps', 'toleranceBps', 'moduleMarginBps', 'wearMarginBps', 'standardMarginBps'] as const

/** What a policy changes against the version before it, number by number; of the first, everything. */
export function policyChanges(before: Policy | undefined, after: Policy): PolicyChange[] {
  const numbers = NUMBERS.map((field) => ({
    ...{ field, productLine: null, family: null },
    ...{ before: before?.[field] ?? null, after: after[field] },
  }))
  const lines = paired(before?.lines ?? [], after.lines, (each) => each.productLine).flatMap(([name, old, now]) =>
    OF_LINE.map((field) => ({
      ...{ field, productLine: name, family: null },
      ...{ before: old?.[field] ?? null, after: now?.[field] ?? null },
    })),
  )
  const families = paired(before?.families ?? [], after.families, (each) => each.family).map(([name, old, now]) => ({
    ...{ field: 'corridorBps', productLine: null, family: name },
    ...{ before: old?.corridorBps ?? null, after: now?.corridorBps ?? null },
  }))
  return [...numbers, ...lines, ...families].filter((each) => each.before !== each.after)
}

function paired<T>(before: readonly T[], after: readonly T[], nameOf: (each: T) => string) {
  const [old, now] = [before, after].map((list) => new Map(list.map((each) => [nameOf(each), each])))
  const names = [...new Set([...before, ...after].map(nameOf))].toSorted()
  return names.map((name) => [name, old?.get(name), now?.get(name)] as const)
}
