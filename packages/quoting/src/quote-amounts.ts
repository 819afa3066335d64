import { addFen, type Fen, type TaxBasis, type TaxedAmount, taxLines, timesFen } from '@partline/kernel'

/** One line before tax is worked out: the unit price in fen of the quote's basis, times whole pieces. */
export type PricedLine = { priceFen: Fen; quantity: number; taxRateBps: number }

/**
 * Net, tax and gross in fen of every line and of all goods, in either basis (§8.3.1): lines sum to the totals exactly.
 * Throws RangeError when an amount leaves what `Fen` holds.
 */
export function lineAmounts(lines: readonly PricedLine[], basis: TaxBasis): TaxedAmount & { lines: TaxedAmount[] } {
  const amounts = lines.map((line) => ({
    amountFen: timesFen(line.priceFen, line.quantity),
    taxRateBps: line.taxRateBps,
  }))
  return taxLines(amounts, basis)
}

/** What the whole quote comes to in fen: goods plus freight, each part by itself. Throws RangeError as `lineAmounts`. */
export function quoteTotals(goods: TaxedAmount, freight: TaxedAmount): TaxedAmount {
  return {
    netFen: addFen(goods.netFen, freight.netFen),
    taxFen: addFen(goods.taxFen, freight.taxFen),
    grossFen: addFen(goods.grossFen, freight.grossFen),
  }
}

/** The weight of each line in grams. Throws RangeError unless all of them together are a safe integer. */
export function lineWeights(lines: readonly { weightG: number; quantity: number }[]): {
  weightG: number
  lines: number[]
} {
  const weights = lines.map((line) => line.weightG * line.quantity)
  const weightG = weights.reduce((sum, weight) => sum + weight, 0)
  if (!Number.isSafeInteger(weightG)) throw new RangeError('weight out of range')
  return { weightG, lines: weights }
}
