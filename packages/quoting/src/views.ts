import { type BusinessDate, instant } from '@partline/kernel'
import type * as z from 'zod'
import type { BandRow } from './deviation-bands.repo.ts'
import type { DeviationRow } from './deviations.repo.ts'
import type { FreightTariff } from './freight-tariffs.repo.ts'
import type { DeviationBandView, DeviationView, FreightTariffView, QuoteSummaryView, QuoteView } from './inputs.ts'
import { shownStatus } from './quote-status.ts'
import type { Quote, QuoteRow, Revision } from './quotes.repo.ts'

const instantOrNull = (ms: number | null) => (ms === null ? null : instant(ms))

export function toQuoteSummaryView(row: QuoteRow, today: BusinessDate): z.output<typeof QuoteSummaryView> {
  return {
    id: row.id,
    channelId: row.channelId,
    kind: row.kind,
    number: row.number,
    status: shownStatus(row, today),
    revision: row.revision,
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
  const lines = quote.lines.map(toLineView)
  const { revisions: others, ...self } = quote
  const revisions = [...others, self].toSorted((a, b) => a.revision - b.revision)
  return { ...toQuoteSummaryView(quote, today), lines, revisions: revisions.map((each) => toRevisionView(each, today)) }
}

function toLineView({ channelId: _, quoteId: __, nameZh: zh, nameEn: en, ...line }: Quote['lines'][number]) {
  const { listPriceFen, deviationBps, deviationReason, ...rest } = line
  const plain = { ...rest, names: { zh, en } }
  if (listPriceFen === null) return plain
  return { ...plain, deviation: { listPriceFen, bps: deviationBps ?? 0, reason: deviationReason ?? '' } }
}

const toRevisionView = (row: Revision, today: BusinessDate) => ({
  id: row.id,
  revision: row.revision,
  number: row.number,
  status: shownStatus(row, today),
  issuedAt: instantOrNull(row.issuedAt),
})

export function toFreightTariffView(row: FreightTariff): z.output<typeof FreightTariffView> {
  return { ...row, updatedAt: instant(row.updatedAt) }
}

export function toDeviationBandView(row: BandRow | undefined): z.output<typeof DeviationBandView> {
  const { maxDiscountBps = 0, maxSurchargeBps = 0, version = 0, updatedAt } = row ?? {}
  return { maxDiscountBps, maxSurchargeBps, version, updatedAt: instantOrNull(updatedAt ?? null) }
}

export function toDeviationView(row: DeviationRow, today: BusinessDate): z.output<typeof DeviationView> {
  return {
    channelId: row.channelId,
    quoteId: row.quoteId,
    number: row.number,
    status: shownStatus(row, today),
    issuedAt: instant(row.issuedAt),
    createdBy: row.createdBy,
    n: row.n,
    partNumber: row.partNumber,
    names: { zh: row.nameZh, en: row.nameEn },
    quantity: row.quantity,
    taxBasis: row.taxBasis,
    listPriceFen: row.listPriceFen,
    priceFen: row.taxBasis === 'net' ? row.unitNetFen : row.unitGrossFen,
    bps: row.bps,
    reason: row.reason,
  }
}
