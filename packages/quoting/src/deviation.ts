import type { FieldError } from '@partline/kernel'

/** How far a user quote may go from the market guide price, in basis points of it; nothing unless HQ says so (Q2). */
export type Band = { maxDiscountBps: number; maxSurchargeBps: number }

export const NO_BAND: Band = { maxDiscountBps: 0, maxSurchargeBps: 0 }

/** What a line asks for instead of the guide price: a unit price in fen of the quote's basis, and why. */
export type AskedPrice = { priceFen?: number | undefined; reason?: string | undefined }

/** What a line keeps of its deviation; all null when it is at the guide price. */
export type Deviation = {
  listPriceFen: number | null
  deviationBps: number | null
  deviationReason: string | null
}

const NONE: Deviation = { listPriceFen: null, deviationBps: null, deviationReason: null }

/** By how much a unit price deviates from the guide price, in basis points of it, rounded half away from zero. */
export function deviationBps(listFen: number, priceFen: number): number {
  const bps = (Math.abs(priceFen - listFen) * 10_000) / listFen
  return Math.sign(priceFen - listFen) * Math.round(bps)
}

/** Whether a unit price lies in the band around the guide price, both ends included; exact to the fen. */
export function isWithinBand(listFen: number, priceFen: number, band: Band): boolean {
  const scaled = priceFen * 10_000
  return scaled >= listFen * (10_000 - band.maxDiscountBps) && scaled <= listFen * (10_000 + band.maxSurchargeBps)
}

/** What each line keeps of the price it asks for, in the order of the lines. */
export function deviationsOf(listFen: readonly number[], asked: readonly AskedPrice[]): Deviation[] {
  return listFen.map((list, n) => {
    const { priceFen, reason } = asked[n] ?? {}
    if (priceFen === undefined || priceFen === list) return NONE
    return { listPriceFen: list, deviationBps: deviationBps(list, priceFen), deviationReason: reason ?? '' }
  })
}

/** One error per line outside the band, saying how far it may go (Q2). Amounts stay out of the text. */
export function outsideBandErrors(listFen: readonly number[], asked: readonly AskedPrice[], band: Band): FieldError[] {
  const [down, up] = [band.maxDiscountBps / 100, band.maxSurchargeBps / 100]
  return listFen.flatMap((list, n) => {
    const { priceFen = list } = asked[n] ?? {}
    if (isWithinBand(list, priceFen, band)) return []
    const message = {
      zh: `超出总部允许的幅度:最多低于市场指导价 ${down}%,最多高于 ${up}%`,
      en: `outside what HQ allows: at most ${down}% below and ${up}% above the market guide price`,
    }
    return [{ pointer: `/lines/${n}/priceFen`, code: 'outside_band', message }]
  })
}
