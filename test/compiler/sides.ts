import type { PriceProblem } from '@partline/compiler'
import { expect } from 'vitest'

export type Side = { terms: [number, number][]; atMost: number; isEqual?: boolean }

export function boundsAndPairs({ parts, pairs }: PriceProblem): Side[] {
  const bounds = parts.flatMap(({ fixed, floor, last, corridor }, i): Side[] => {
    if (fixed !== null) return [{ terms: [[i, 1]], atMost: fixed, isEqual: true }]
    const low: Side = { terms: [[i, -1]], atMost: -Math.max(floor, last === null ? 0 : last * (1 - corridor)) }
    return last === null ? [low] : [low, { terms: [[i, 1]], atMost: last * (1 + corridor) }]
  })
  return bounds.concat(
    pairs.flatMap(({ part, other, ratio, tolerance }): Side[] => [
      {
        terms: [
          [part, 1],
          [other, -ratio * (1 + tolerance)],
        ],
        atMost: 0,
      },
      {
        terms: [
          [part, -1],
          [other, ratio * (1 - tolerance)],
        ],
        atMost: 0,
      },
    ]),
  )
}

export const rowsOf = ({ models, lines }: PriceProblem, sums: readonly number[]): Side[] =>
  models.map((_, m) => ({
    terms: Array.from(lines.model).flatMap((of, k): [number, number][] =>
      of === m ? [[lines.part[k] as number, lines.quantity[k] as number]] : [],
    ),
    atMost: sums[m] as number,
    isEqual: true,
  }))

/** Dykstra's alternating projections: slow, and nothing like the solver. Undefined when it has not come to rest. */
export function nearestPoint(from: readonly number[], weight: readonly number[], sides: readonly Side[]) {
  const x = from.slice()
  const kept = sides.map(() => 0)
  const norms = sides.map(({ terms }) => terms.reduce((sum, [i, c]) => sum + c ** 2 / (weight[i] as number), 0))
  for (let sweep = 0; sweep < 20_000; sweep++) {
    let moved = 0
    sides.forEach(({ terms, atMost, isEqual }, s) => {
      const norm = norms[s] as number
      if (norm === 0) return
      const over = terms.reduce((sum, [i, c]) => sum + c * (x[i] as number), -atMost) / norm
      const push = isEqual ? over : Math.max(over, -(kept[s] as number))
      kept[s] = (kept[s] as number) + push
      for (const [i, c] of terms) {
        const step = (push * c) / (weight[i] as number)
        x[i] = (x[i] as number) - step
        moved = Math.max(moved, Math.abs(step) / (1e-9 + Math.abs(x[i] as number)))
      }
    })
    if (moved < 1e-13) return x
  }
  return undefined
}

export const expectWithin = (sides: readonly Side[], prices: ArrayLike<number>, slack: (side: Side) => number) => {
  for (const side of sides) {
    const over = side.terms.reduce((sum, [i, c]) => sum + c * (prices[i] as number), -side.atMost)
    expect(side.isEqual ? Math.abs(over) : over).toBeLessThanOrEqual(slack(side))
  }
}
export const tiny = (problem: PriceProblem) => 1e-8 * Math.max(...problem.parts.map(({ target }) => target)) * 10
