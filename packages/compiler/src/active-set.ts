import { at, sideAt } from './at.ts'
import type { Quadratic } from './quadratic.ts'
import { type Tie, type Tied, tieVariables } from './tie-variables.ts'

/** Which limits hold with equality: per variable −1 lower, 1 upper; per pair −1 low, 1 high; 0 none. */
export type ActiveSet = { bounds: Int8Array; pairs: Int8Array }

export const noneActive = (problem: Quadratic): ActiveSet => ({
  bounds: new Int8Array(problem.size),
  pairs: new Int8Array(problem.pairs.length),
})

/** The problem on the face where the active limits hold with equality. */
export function tieActive(problem: Quadratic, { bounds, pairs }: ActiveSet): Tied {
  const ties: Tie[] = []
  problem.pairs.forEach(({ a, b, low, high }, k) => {
    if (sideAt(pairs, k) !== 0) ties.push({ a, b, ratio: sideAt(pairs, k) < 0 ? low : high })
  })
  const held = new Map<number, number>()
  for (let i = 0; i < problem.size; i++)
    if (sideAt(bounds, i) !== 0) held.set(i, at(sideAt(bounds, i) < 0 ? problem.lower : problem.upper, i))
  return tieVariables(problem, ties, held)
}
