import { MAX_FEN } from '@partline/kernel'
import type { ServiceLine } from './simplify.ts'

/** What the catalogue says of a part that adds up. */
export type Weighed = { costFen: number | null; weightG: number }

/**
 * Cost in fen without tax and weight in grams of a machine or an assembly, each rounded once. A part without a cost, or
 * unknown to the catalogue, is counted and not taken as 0; `costFen` is null when there is no cost at all, or too large a sum.
 */
export type RollUp = {
  lines: number
  costFen: number | null
  linesWithoutCost: number
  weightG: number
  linesWithoutWeight: number
}

/** Adds up the lines given. A weight of 0 is one nobody has weighed. */
export function rollUp(lines: readonly ServiceLine[], parts: ReadonlyMap<string, Weighed>): RollUp {
  let [cost, weight] = [0n, 0n]
  let [linesWithoutCost, linesWithoutWeight] = [0, 0]
  for (const { partKey, quantityMilli } of lines) {
    const part = parts.get(partKey)
    if (part?.costFen === null || part === undefined) linesWithoutCost++
    else cost += BigInt(part.costFen) * BigInt(quantityMilli)
    if (!part?.weightG) linesWithoutWeight++
    else weight += BigInt(part.weightG) * BigInt(quantityMilli)
  }
  const costFen = rounded(cost)
  const known = linesWithoutCost < lines.length && costFen <= BigInt(MAX_FEN)
  return {
    lines: lines.length,
    costFen: known ? Number(costFen) : null,
    linesWithoutCost,
    weightG: Number(rounded(weight)),
    linesWithoutWeight,
  }
}

const rounded = (milli: bigint): bigint => (milli + 500n) / 1_000n
