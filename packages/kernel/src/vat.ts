import { addFen, allocateFen, type Fen, fen, ratioFen } from './money.ts'

export type TaxBasis = 'net' | 'gross'

export type TaxedAmount = { netFen: Fen; taxFen: Fen; grossFen: Fen }

const ONE = 10_000

function rate(taxRateBps: number): number {
  const valid = Number.isInteger(taxRateBps) && taxRateBps >= 0 && taxRateBps <= ONE
  if (!valid) throw new RangeError(`not a tax rate in basis points: ${taxRateBps}`)
  return taxRateBps
}

/**
 * A unit price in fen without and with tax; the side it was not quoted in is rounded half up once.
 * For display: line amounts come from `taxLines`. Throws RangeError unless the rate is 0..10,000 whole bps.
 */
export function unitBothWays(price: Fen, basis: TaxBasis, taxRateBps: number): { netFen: Fen; grossFen: Fen } {
  const factor = ONE + rate(taxRateBps)
  return basis === 'net'
    ? { netFen: fen(price), grossFen: ratioFen(price, factor, ONE, 'halfUp') }
    : { netFen: ratioFen(price, ONE, factor, 'halfUp'), grossFen: fen(price) }
}

function groupTax(total: Fen, basis: TaxBasis, taxRateBps: number): Fen {
  if (basis === 'net') return ratioFen(total, taxRateBps, ONE, 'halfUp')
  return fen(total - ratioFen(total, ONE, ONE + taxRateBps, 'halfUp'))
}

function taxGroup(amounts: Fen[], basis: TaxBasis, taxRateBps: number): TaxedAmount[] {
  const total = addFen(...amounts)
  if (total === 0) return amounts.map(() => ({ netFen: fen(0), taxFen: fen(0), grossFen: fen(0) }))
  const tax = groupTax(total, basis, taxRateBps)
  if (basis === 'net') {
    const taxes = allocateFen(tax, amounts)
    return amounts.map((netFen, i) => {
      const taxFen = taxes[i] as Fen
      return { netFen, taxFen, grossFen: addFen(netFen, taxFen) }
    })
  }
  const nets = allocateFen(fen(total - tax), amounts)
  return amounts.map((grossFen, i) => {
    const netFen = nets[i] as Fen
    return { netFen, taxFen: fen(grossFen - netFen), grossFen }
  })
}

function totals(lines: TaxedAmount[]): TaxedAmount {
  return {
    netFen: addFen(...lines.map((line) => line.netFen)),
    taxFen: addFen(...lines.map((line) => line.taxFen)),
    grossFen: addFen(...lines.map((line) => line.grossFen)),
  }
}

/**
 * Net, tax and gross in fen of every line and of the whole document, lines in the order given.
 * `amountFen` (>= 0) is unit price × quantity in the basis and is kept as it is. Per tax rate the total is rounded
 * half up once and apportioned cumulatively, so net + tax = gross on each line, lines sum to the totals exactly,
 * and each line is less than 2 fen from its exact value.
 * Throws RangeError on a negative amount, a rate outside 0..10,000 whole bps, or a total beyond MAX_FEN.
 */
export function taxLines(
  lines: { amountFen: Fen; taxRateBps: number }[],
  basis: TaxBasis,
): TaxedAmount & { lines: TaxedAmount[] } {
  const taxed: TaxedAmount[] = new Array(lines.length)
  const groups = Map.groupBy(lines.entries(), ([, line]) => rate(line.taxRateBps))
  for (const [taxRateBps, group] of groups) {
    const amounts = group.map(([, line]) => fen(line.amountFen))
    if (amounts.some((amount) => amount < 0)) throw new RangeError('an amount to tax is negative')
    const shares = taxGroup(amounts, basis, taxRateBps)
    for (const [i, [position]] of group.entries()) taxed[position] = shares[i] as TaxedAmount
  }
  return { ...totals(taxed), lines: taxed }
}
