import type { LikePair, PartToPrice, PriceProblem } from '@partline/compiler'

export type Size = { models: number; parts: number; linesPerModel: number; infeasible: boolean }

/** The same numbers in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * A brand whose rules can all be kept: one part in seven is wear or standard, corridor 10 %, one part in fifty is like its
 * neighbour. Made infeasible, one model in twenty asks for a quarter more or less.
 */
export function makeProblem({ models, parts, linesPerModel, infeasible }: Size): PriceProblem {
  const roll = dice(models + parts)
  const kept: number[] = []
  const list = Array.from({ length: parts }, (_, i): PartToPrice => {
    const target = Math.round(100 * 10 ** (0.5 + 2.5 * roll())) / 100
    const isFixed = roll() < 1 / 7
    kept.push(isFixed ? target : target * (1 + 0.12 * (roll() - 0.5)))
    const fixed = isFixed ? target : null
    const last = roll() < 0.9 ? target : null
    return {
      id: `P${i + 1e6}`,
      fixed,
      target,
      floor: 0.45 * target,
      last,
      corridor: 0.1,
      ceiling: Number.POSITIVE_INFINITY,
    }
  })
  const lines = {
    model: new Int32Array(models * linesPerModel),
    part: new Int32Array(models * linesPerModel),
    quantity: new Float64Array(models * linesPerModel),
  }
  const sums = new Float64Array(models)
  for (let k = 0; k < models * linesPerModel; k++) {
    const [m, i, quantity] = [
      Math.floor(k / linesPerModel),
      Math.floor(parts * roll()),
      1 + Math.floor(4 * roll() ** 3),
    ]
    lines.model[k] = m
    lines.part[k] = i
    lines.quantity[k] = quantity
    sums[m] = (sums[m] as number) + quantity * (kept[i] as number)
  }
  const push = () => (infeasible && roll() < 0.05 ? (roll() < 0.5 ? 0.75 : 1.25) : 1)
  const pairs = Array.from({ length: Math.floor(parts / 50) }, (_, k): LikePair => {
    const [part, other] = [50 * k, 50 * k + 1]
    return {
      part,
      other,
      ratio: ((kept[part] as number) / (kept[other] as number)) * (1 + 0.04 * (roll() - 0.5)),
      tolerance: 0.03,
    }
  })
  return {
    models: Array.from(sums, (sum, m) => ({ id: `M${m + 1e4}`, required: sum * push() })),
    parts: list,
    lines,
    pairs,
  }
}
