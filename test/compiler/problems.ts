import type { LikePair, PartToPrice, PriceProblem } from '@partline/compiler'
import fc from 'fast-check'

const part = fc.record({
  target: fc.integer({ min: 50, max: 900_000 }).map((fen) => fen / 100),
  cost: fc.integer({ min: 0, max: 85 }),
  hasLast: fc.boolean(),
  corridor: fc.constantFrom(0.05, 0.1, 0.2),
  kind: fc.constantFrom('free', 'free', 'free', 'fixed'),
  shift: fc.integer({ min: -40, max: 40 }),
})
export const shape = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 8 }),
  models: fc.array(fc.array(fc.integer({ min: -3, max: 4 }), { minLength: 8, maxLength: 8 }), { maxLength: 4 }),
  pairs: fc.array(
    fc.record({
      a: fc.nat(7),
      b: fc.nat(7),
      tolerance: fc.constantFrom(0, 0.01, 0.05),
      skew: fc.integer({ min: -9, max: 9 }),
    }),
    { maxLength: 4 },
  ),
  push: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 4, maxLength: 4 }),
})
export type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never

/** Every rule can be kept by prices made up first; with `pushed` the models then ask for something else. */
export function problemOf({ parts: given, models, pairs, push }: Shape, pushed = false): PriceProblem {
  const wanted = given.map(({ target, corridor, shift }) => target * (1 + (corridor * shift) / 50))
  const parts = given.map(
    ({ target, cost, hasLast, corridor, kind }, i): PartToPrice => ({
      id: `p${i}`,
      fixed: kind === 'fixed' ? (wanted[i] as number) : null,
      target,
      floor: (target * (1 - corridor) * cost) / 100,
      last: hasLast ? target : null,
      corridor,
      ceiling: Number.POSITIVE_INFINITY,
    }),
  )
  const lines = models.flatMap((row, model) =>
    row.flatMap((quantity, i) => (quantity > 0 && i < parts.length ? [{ model, part: i, quantity }] : [])),
  )
  const sums = models.map(() => 0)
  for (const { model, part, quantity } of lines)
    sums[model] = (sums[model] as number) + quantity * (wanted[part] as number)
  return {
    parts,
    models: sums.map((sum, m) => ({
      id: `m${m}`,
      required: pushed ? (sum || 9) * (1 + (push[m] as number) / 100) : sum || 9,
    })),
    lines: {
      model: lines.map(({ model }) => model),
      part: lines.map(({ part }) => part),
      quantity: lines.map(({ quantity }) => quantity),
    },
    pairs: pairs.flatMap(({ a, b, tolerance, skew }): LikePair[] => {
      const [of, to] = [wanted[a], wanted[b]]
      if (a === b || of === undefined || to === undefined) return []
      return [{ part: a, other: b, ratio: (of / to) * (1 + (tolerance * skew) / 10), tolerance }]
    }),
  }
}

export const hasEmptyModel = ({ models, lines }: PriceProblem) =>
  models.some((_, m) => !Array.from(lines.model).includes(m))

export const quantityOf = (problem: PriceProblem) => {
  const used = problem.parts.map(() => 0)
  for (let k = 0; k < problem.lines.part.length; k++)
    used[problem.lines.part[k] as number] =
      (used[problem.lines.part[k] as number] as number) + (problem.lines.quantity[k] as number)
  return used.map((sum) => sum || 1)
}

export const sumsOf = ({ models, lines }: PriceProblem, prices: ArrayLike<number>) => {
  const sums = models.map(() => 0)
  for (let k = 0; k < lines.model.length; k++)
    sums[lines.model[k] as number] =
      (sums[lines.model[k] as number] as number) +
      (lines.quantity[k] as number) * (prices[lines.part[k] as number] as number)
  return sums
}
