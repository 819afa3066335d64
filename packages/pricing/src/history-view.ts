import { listSheet } from '@partline/http'
import { instant } from '@partline/kernel'
import * as z from 'zod'
import { type HistoryView, PastPriceView, WithdrawablePriceView } from './inputs.ts'
import type { PastGuidePrice, PastSettlementPrice, PriceHistory } from './price-history.ts'

/** How much of a history somebody sees: guide prices, also those of one grade, or with what was withdrawn too (T4). */
export type HistorySight = 'guide' | 'own' | 'all'

type View = z.output<typeof HistoryView>

/** A part's past prices by the caller's right; `grade` is the one asked for, undefined for every grade. */
export function toHistoryView(history: PriceHistory, sight: HistorySight, grade: string | undefined): View {
  const { part, guide, settlement } = history
  const head = { partNumber: part.key, names: { zh: part.nameZh, en: part.nameEn } }
  if (sight === 'guide') return { ...head, guide: guide.map(pastPrice) }
  const own = (price: PastSettlementPrice) => ({ ...pastPrice(price), explanation: price.explanation })
  const full = { ...head, grade: grade || null }
  if (sight === 'own') return { ...full, guide: guide.map(pastPrice), settlement: settlement.map(own) }
  return {
    ...full,
    guide: guide.map((price) => ({ ...pastPrice(price), ...withdrawn(price) })),
    settlement: settlement.map((price) => ({ ...own(price), ...withdrawn(price) })),
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

const withdrawn = ({ withdrawnAt }: PastGuidePrice | PastSettlementPrice) => ({
  withdrawnAt: withdrawnAt === null ? null : instant(withdrawnAt),
})

/** The rows of a history as a table, guide prices first; `book` and `grade` only for those who see both books. */
export function historyRows(view: View): object[] {
  if (!('settlement' in view)) return view.guide
  const ofGrade = view.settlement.map(({ explanation, ...price }) => ({ ...price, ...appliesTo(explanation) }))
  return [
    ...view.guide.map((price) => ({ book: 'guide', grade: null, discountBps: null, ...price })),
    ...ofGrade.map((price) => ({ book: 'settlement', ...price })),
  ]
}

const appliesTo = (how: { rule: string; grade?: string; discountBps?: number }) => ({
  grade: how.grade ?? null,
  discountBps: how.discountBps ?? null,
})

const words = {
  versionId: { zh: '价格版本', en: 'Price version' },
  number: { zh: '版本号', en: 'Version number' },
  from: { zh: '生效日期', en: 'From' },
  until: { zh: '失效日期', en: 'Until' },
  inForce: { zh: '现行', en: 'In force' },
  netFen: { zh: '不含税价(元)', en: 'Price net (yuan)' },
  grossFen: { zh: '含税价(元)', en: 'Price gross (yuan)' },
  book: { zh: '价目表', en: 'Book' },
  discountBps: { zh: '结算折数(%)', en: 'Share of the guide price (%)' },
  withdrawnAt: { zh: '撤回时间', en: 'Withdrawn' },
}
const name = { zh: '价格历史', en: 'price-history' }
const ofBoth = { book: z.string(), grade: z.string().nullable(), discountBps: z.int().nullable() }

/** A history as a table, by what is seen of it. */
export const HISTORY_SHEETS = {
  guide: listSheet({ name, row: PastPriceView, words }),
  own: listSheet({ name, row: z.strictObject({ ...ofBoth, ...PastPriceView.shape }), words }),
  all: listSheet({ name, row: z.strictObject({ ...ofBoth, ...WithdrawablePriceView.shape }), words }),
}
