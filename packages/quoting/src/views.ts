import { type BusinessDate, instant } from '@partline/kernel'
import type * as z from 'zod'
import type { FreightTariff } from './freight-tariffs.repo.ts'
import type { FreightTariffView, QuoteSummaryView, QuoteView } from './inputs.ts'
import { shownStatus } from './quote-status.ts'
import type { Quote, QuoteRow } from './quotes.repo.ts'

const instantOrNull = (ms: number | null) => (ms === null ? null : instant(ms))

export function toQuoteSummaryView(row: QuoteRow, today: BusinessDate): z.output<typeof QuoteSummaryView> {
  return {
    id: row.id,
    channelId: row.channelId,
    kind: row.kind,
    number: row.number,
    status: shownStatus(row, today),
    customer: row.customerName === null ? null : { name: row.customerName, phone: row.customerPhone ?? '' },
    taxBasis: row.taxBasis,
    priceVersionId: row.priceVersionId,
    goods: { netFen: row.goodsNetFen, taxFen: row.goodsTaxFen, grossFen: row.goodsGrossFen },
    freight: freightOf(row),
    totalNetFen: row.goodsNetFen + row.freightNetFen,
    totalTaxFen: row.goodsTaxFen + row.freightTaxFen,
    totalGrossFen: row.totalGrossFen,
    weightG: row.weightG,
    validUntilOn: row.validUntilOn,
    note: row.note,
    createdAt: instant(row.createdAt),
    createdBy: row.createdBy,
    issuedAt: instantOrNull(row.issuedAt),
    decidedAt: instantOrNull(row.decidedAt),
    decidedBy: row.decidedBy,
    decisionReason: row.decisionReason,
    version: row.version,
  }
}

const freightOf = (row: QuoteRow) => ({
  mode: row.freightMode,
  source: row.freightSource,
  reason: row.freightReason,
  taxRateBps: row.freightTaxRateBps,
  netFen: row.freightNetFen,
  taxFen: row.freightTaxFen,
  grossFen: row.freightGrossFen,
})

/** A quote as of a Shanghai date, which decides whether it has expired. */
export function toQuoteView(quote: Quote, today: BusinessDate): z.output<typeof QuoteView> {
  const lines = quote.lines.map(({ channelId: _, quoteId: __, nameZh: zh, nameEn: en, ...line }) => ({
    ...line,
    names: { zh, en },
  }))
  return { ...toQuoteSummaryView(quote, today), lines }
}

export function toFreightTariffView(row: FreightTariff): z.output<typeof FreightTariffView> {
  return { ...row, updatedAt: instant(row.updatedAt) }
}
