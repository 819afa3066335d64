import { type Fen, fen, ratioFen, type TaxBasis, type TaxedAmount, taxLines } from '@partline/kernel'

/** What freight to a zone costs, in fen of the quote's tax basis. `freeFromFen`: goods of this amount travel free. */
export type Tariff = { perKgFen: Fen; minimumFen: Fen; freeFromFen: Fen | null; taxRateBps: number }

/** How freight was agreed: borne by HQ, by the tariff, or an amount in fen somebody gives a reason for. */
export type FreightTerms =
  | { mode: 'included' }
  | { mode: 'charged' | 'advanced'; source: 'tariff' }
  | { mode: 'charged' | 'advanced'; source: 'manual'; amountFen: Fen; reason: string }

/** What is known of the goods: `goodsFen` in the quote's tax basis, `taxRateBps` the highest rate among them. */
export type Goods = { basis: TaxBasis; goodsFen: Fen; weightG: number; taxRateBps: number }

export type Freight = {
  mode: 'included' | 'charged' | 'advanced'
  source: 'none' | 'tariff' | 'manual'
  reason: string | null
  taxRateBps: number
  amounts: TaxedAmount
}

/**
 * Freight by the tariff in fen: weight × rate per kilogram rounded up, at least the minimum, nothing from the free
 * threshold on (Q3). Throws RangeError beyond what `Fen` holds.
 */
export function tariffFreight(tariff: Tariff, weightG: number, goodsFen: Fen): Fen {
  if (tariff.freeFromFen !== null && goodsFen >= tariff.freeFromFen) return fen(0)
  return fen(Math.max(tariff.minimumFen, ratioFen(tariff.perKgFen, weightG, 1_000, 'up')))
}

/**
 * The freight of a quote (Q3, §8.3.1). Charged freight is part of the taxable amount, at the zone's rate or, without a
 * tariff, at the goods' highest; advanced freight (代垫) passes through without tax; included freight is HQ's own cost.
 * Undefined when the tariff is asked for and the zone has none. Throws RangeError as `tariffFreight` does.
 */
export function freightOf(terms: FreightTerms, tariff: Tariff | undefined, goods: Goods): Freight | undefined {
  if (terms.mode === 'included')
    return { mode: 'included', source: 'none', reason: null, taxRateBps: 0, amounts: untaxed(fen(0)) }
  if (terms.source === 'tariff' && !tariff) return undefined
  const amountFen =
    terms.source === 'manual' ? terms.amountFen : tariffFreight(tariff as Tariff, goods.weightG, goods.goodsFen)
  const reason = terms.source === 'manual' ? terms.reason : null
  const { mode, source } = terms
  if (mode === 'advanced') return { mode, source, reason, taxRateBps: 0, amounts: untaxed(amountFen) }
  const taxRateBps = tariff?.taxRateBps ?? goods.taxRateBps
  const { netFen, taxFen, grossFen } = taxLines([{ amountFen, taxRateBps }], goods.basis)
  return { mode, source, reason, taxRateBps, amounts: { netFen, taxFen, grossFen } }
}

const untaxed = (amountFen: Fen): TaxedAmount => ({ netFen: amountFen, taxFen: fen(0), grossFen: amountFen })
