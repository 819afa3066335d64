export type { Binding, LikePair, ModelToMeet, PartToPrice, PriceProblem, PriceSolution } from './price-problem.ts'
export { solvePrices } from './solve-prices.ts'
export { smallestUniformChange } from './uniform-change.ts'
