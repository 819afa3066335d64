import type * as z from 'zod'
import type { HistoryView } from './inputs.ts'
import type { PastGuidePrice, PriceHistory } from './price-history.ts'

/** A part's past prices by the caller's right: a grade for whoever may see what dealers pay, none for all others (T4). */
export function toHistoryView(history: PriceHistory, grade: string | undefined): z.output<typeof HistoryView> {
  const { part, guide, settlement } = history
  const plain = {
    partNumber: part.key,
    names: { zh: part.nameZh, en: part.nameEn },
    guide: guide.map(pastPrice),
  }
  if (grade === undefined) return plain
  return {
    ...plain,
    grade: grade === '' ? null : grade,
    settlement: settlement.map((price) => ({ ...pastPrice(price), explanation: price.explanation })),
  }
}

const pastPrice = (price: Omit<PastGuidePrice, 'priceFen'>) => ({
  versionId: price.versionId,
  number: price.number,
  from: price.from,
  until: price.until,
  inForce: price.inForce,
  taxBasis: price.taxBasis,
  taxRateBps: price.taxRateBps,
  netFen: price.netFen,
  grossFen: price.grossFen,
})
