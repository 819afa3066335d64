import { type TaxBasis, type TaxedAmount, unitBothWays } from '@partline/kernel'
import { type Freight, type FreightTerms, freightOf, type Tariff } from './freight.ts'
import { lineAmounts, lineWeights, type PricedLine, quoteTotals } from './quote-amounts.ts'

/** A part as it is offered, and how many pieces of it; `weightG` is of one piece. */
export type QuotedPart = PricedLine & {
  partNumber: string
  nameZh: string
  nameEn: string
  unit: string
  weightG: number
}

type QuoteContentLine = TaxedAmount & {
  n: number
  partNumber: string
  nameZh: string
  nameEn: string
  unit: string
  quantity: number
  unitNetFen: number
  unitGrossFen: number
  taxRateBps: number
  weightG: number
}

export type QuoteContent = {
  basis: TaxBasis
  lines: QuoteContentLine[]
  goods: TaxedAmount
  freight: Freight
  total: TaxedAmount
  weightG: number
}

/**
 * Everything a quote of these parts says in money (Q1, Q3): lines, goods, freight and total, all closing to the fen.
 * Undefined when freight by tariff is asked for and the zone has none. Throws RangeError beyond what `Fen` holds.
 */
export function quoteContent(
  parts: readonly QuotedPart[],
  basis: TaxBasis,
  terms: FreightTerms,
  tariff: Tariff | undefined,
): QuoteContent | undefined {
  const goods = lineAmounts(parts, basis)
  const weight = lineWeights(parts)
  const freight = freightOf(terms, tariff, {
    basis,
    goodsFen: basis === 'net' ? goods.netFen : goods.grossFen,
    weightG: weight.weightG,
    taxRateBps: Math.max(0, ...parts.map((part) => part.taxRateBps)),
  })
  if (!freight) return undefined
  const lines = parts.map((part, i) => ({
    n: i + 1,
    ...lineOf(part, basis),
    ...(goods.lines[i] as TaxedAmount),
    weightG: weight.lines[i] as number,
  }))
  return { basis, lines, goods, freight, total: quoteTotals(goods, freight.amounts), weightG: weight.weightG }
}

function lineOf(part: QuotedPart, basis: TaxBasis) {
  const { partNumber, nameZh, nameEn, unit, quantity, taxRateBps } = part
  const both = unitBothWays(part.priceFen, basis, taxRateBps)
  return {
    partNumber,
    nameZh,
    nameEn,
    unit,
    quantity,
    unitNetFen: both.netFen,
    unitGrossFen: both.grossFen,
    taxRateBps,
  }
}
