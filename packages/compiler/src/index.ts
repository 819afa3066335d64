export { pairsWithinReach } from './pairs-within-reach.ts'
export { type PriceCase, problemOfCase, readPriceCase } from './price-case.ts'
export type {
  Binding,
  FamilyToHold,
  LikePair,
  ModelToMeet,
  PartToPrice,
  PriceProblem,
  PriceSolution,
} from './price-problem.ts'
export { type RoundedPrices, roundPrices } from './round-prices.ts'
export { smallestTolerance, smallestUniformChange } from './smallest-relaxation.ts'
export { solvePrices } from './solve-prices.ts'
