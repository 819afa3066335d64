import { type PriceCase, problemOfCase } from './price-case.ts'
import type { PriceProblem, PriceSolution } from './price-problem.ts'
import { roundPrices } from './round-prices.ts'
import { smallestUniformChange } from './smallest-relaxation.ts'
import { solvePrices } from './solve-prices.ts'

/** A fen in yuan. */
const FEN = 0.01

/** What `pnpm -s compile-case` prints. Prices in the case's unit, a yuan of 100 fen; core parts have none. */
type CompiledCase = {
  status: PriceSolution['status']
  prices: Record<string, number | null> | null
  pricesFen: Record<string, number | null> | null
  objective: number | null
  /** By model: what is missed, as a share of what is required. */
  residuals: Record<string, number> | null
  /** By model: the least and the most its parts can cost together; null where nothing limits the most. */
  reachable: Record<string, [number, number | null]> | null
  minUniformChange: number | null
  /** By part that is held away from its target: by what. */
  binding: Record<string, string>
}

/** Compiles a case: the one right answer, or the closest there is. */
export function compileCase(given: PriceCase): CompiledCase {
  const problem = problemOfCase(given)
  const solution = solvePrices(problem)
  const { status, prices, objective, residuals, reachable } = solution
  const ofParts = (values: ArrayLike<number>) => {
    const priced = new Map(problem.parts.map(({ id }, i) => [id, values[i] ?? null]))
    const core = new Set(given.parts.filter((part) => /^(core|protected)$/.test(part.class)).map(({ id }) => id))
    return Object.fromEntries(given.parts.map(({ id }) => [id, core.has(id) ? null : (priced.get(id) ?? null)]))
  }
  const ofModels = <T>(values: ArrayLike<T>) =>
    Object.fromEntries(problem.models.map(({ id }, m) => [id, values[m] as T]))
  return {
    status,
    prices: prices && ofParts(prices),
    pricesFen: prices && ofParts(roundPrices(problem, prices, FEN).steps),
    objective,
    residuals: residuals && ofModels(residuals),
    reachable:
      reachable &&
      ofModels(reachable.map(([least, most]): [number, number | null] => [least, Number.isFinite(most) ? most : null])),
    minUniformChange: smallestUniformChange(problem, status === 'optimal'),
    binding: bindingOf(problem, solution),
  }
}

function bindingOf({ parts, pairs }: PriceProblem, { bindings }: PriceSolution): Record<string, string> {
  return Object.fromEntries(
    bindings.flatMap((binding, i) => {
      if (!binding || binding.by === 'fixed') return []
      const pair = 'pair' in binding ? pairs[binding.pair] : undefined
      const like = pair && parts[pair.part === i ? pair.other : pair.part]
      return [[(parts[i] as { id: string }).id, like ? `${binding.by} ${like.id}` : binding.by]]
    }),
  )
}
