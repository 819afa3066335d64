import type { Ctx } from '@partline/db'
import { addDays, dateOf, fen, invalidField } from '@partline/kernel'
import { type OfferSheet, planOffers } from '@partline/pricing'
import type * as z from 'zod'
import { type Deviation, deviationsOf, outsideBandErrors } from './deviation.ts'
import { type BandRow, bandOf, bandRow } from './deviation-bands.repo.ts'
import type { FreightTerms } from './freight.ts'
import { type FreightTariff, freightTariffOf } from './freight-tariffs.repo.ts'
import type { ReplaceQuoteInput } from './inputs.ts'
import { freightZoneUnknown, linesRefused, quoteTooLarge } from './problems.ts'
import { type QuoteContent, quoteContent } from './quote-content.ts'
import type { QuoteKind } from './quote-rights.ts'
import { refusedLineErrors, repeatedLineErrors } from './refused-lines.ts'

export type ContentInput = z.output<typeof ReplaceQuoteInput>

/** The columns of a draft that its content decides. */
export type PricedQuote = ReturnType<typeof columnsOf>

/**
 * Prices a quote's content from the book in force today, in one read batch on HQ_DB: the channel's own prices for a
 * purchase quote, market guide prices for a user quote (Q2). Validity counts from the day of pricing.
 * A user quote's line may ask for another price within HQ's band, with a reason.
 * @throws lines-refused naming every part that cannot be quoted and every price outside the band; freight-zone-unknown; quote-too-large
 */
export async function priceQuote(ctx: Ctx, kind: QuoteKind, input: ContentInput): Promise<PricedQuote> {
  const repeated = repeatedLineErrors(input.lines)
  if (repeated.length > 0) throw linesRefused({ errors: repeated })
  requireFreightRight(ctx, kind, input)
  requireListPrices(kind, input)
  const { sheet, tariff, band } = await readOffers(ctx, kind, input)
  const refused = refusedLineErrors(input.lines, sheet.refused)
  if (refused.length > 0) throw linesRefused({ errors: refused })
  const listFen = sheet.offers.map((offer) => offer.priceFen)
  const outside = outsideBandErrors(listFen, input.lines, bandOf(band))
  if (outside.length > 0) throw linesRefused({ errors: outside })
  const content = contentOf(sheet, tariff, input.lines, termsOf(kind, input, tariff))
  return columnsOf(ctx, sheet, input, content, deviationsOf(listFen, input.lines))
}

async function readOffers(ctx: Ctx, kind: QuoteKind, input: ContentInput) {
  const { grade = '', zone = '' } = ctx.home ?? {}
  const partNumbers = input.lines.map((line) => line.partNumber)
  const plan = planOffers(ctx, { book: kind === 'purchase' ? 'settlement' : 'guide', grade, partNumbers })
  const rows = await ctx.hq.read(...plan.statements, freightTariffOf(ctx.hq, zone), bandRow(ctx.hq))
  const [tariffs, bands] = rows.slice(-2) as [FreightTariff[], BandRow[]]
  return { sheet: plan.sheetOf(rows.slice(0, -2)), tariff: tariffs[0], band: bands[0] }
}

/** What HQ charges for freight is HQ's to say: a channel asking for a purchase quote takes the tariff as it stands. */
function requireFreightRight(ctx: Ctx, kind: QuoteKind, { freight }: ContentInput): void {
  if (kind === 'user' || ctx.actor.kind === 'hq' || freight === undefined) return
  if (freight.mode === 'charged' && freight.source === 'tariff') return
  throw invalidField('/freight', 'set_by_hq', {
    zh: '采购报价的运费由总部按运费标准确定:请省略此项,或联系总部',
    en: "HQ's tariff decides the freight of a purchase quote: leave this out, or ask HQ",
  })
}

/** Only what a channel asks of its own user may deviate; what HQ sells at is the book's to say (Q2). */
function requireListPrices(kind: QuoteKind, { lines }: ContentInput): void {
  if (kind === 'user') return
  const n = lines.findIndex((line) => line.priceFen !== undefined)
  if (n < 0) return
  throw invalidField(`/lines/${n}/priceFen`, 'not_allowed', {
    zh: '采购报价按价目表定价,不能另填单价',
    en: 'A purchase quote is at the price of the book; leave the price out',
  })
}

function contentOf(
  sheet: OfferSheet,
  tariff: FreightTariff | undefined,
  lines: ContentInput['lines'],
  terms: FreightTerms,
): QuoteContent {
  const parts = sheet.offers.map((offer, i) => {
    const { quantity = 0, priceFen = offer.priceFen } = lines[i] ?? {}
    return { ...offer, quantity, priceFen: fen(priceFen) }
  })
  try {
    const content = quoteContent(parts, sheet.taxBasis, terms, tariff && amountsOf(tariff))
    if (!content) throw freightZoneUnknown()
    return content
  } catch (error) {
    if (error instanceof RangeError) throw quoteTooLarge()
    throw error
  }
}

/** Left out, freight follows the tariff of the zone where HQ has one, and is HQ's or the channel's own otherwise. */
function termsOf(kind: QuoteKind, { freight }: ContentInput, tariff: FreightTariff | undefined): FreightTerms {
  if (!freight) return kind === 'purchase' && tariff ? { mode: 'charged', source: 'tariff' } : { mode: 'included' }
  const { mode, source, amountFen, reason } = freight
  if (mode === 'included') return { mode }
  if (source === 'tariff') return { mode, source }
  return { mode, source, amountFen: fen(amountFen ?? 0), reason: reason ?? '' }
}

const amountsOf = (tariff: FreightTariff) => ({
  perKgFen: fen(tariff.perKgFen),
  minimumFen: fen(tariff.minimumFen),
  freeFromFen: tariff.freeFromFen === null ? null : fen(tariff.freeFromFen),
  taxRateBps: tariff.taxRateBps,
})

function columnsOf(
  ctx: Ctx,
  sheet: OfferSheet,
  input: ContentInput,
  content: QuoteContent,
  deviations: readonly Deviation[],
) {
  const { goods, freight, total } = content
  return {
    taxBasis: sheet.taxBasis,
    priceVersionId: sheet.versionId,
    goodsNetFen: goods.netFen,
    goodsTaxFen: goods.taxFen,
    goodsGrossFen: goods.grossFen,
    freightMode: freight.mode,
    freightSource: freight.source,
    freightReason: freight.reason,
    freightTaxRateBps: freight.taxRateBps,
    freightNetFen: freight.amounts.netFen,
    freightTaxFen: freight.amounts.taxFen,
    freightGrossFen: freight.amounts.grossFen,
    totalGrossFen: total.grossFen,
    weightG: content.weightG,
    validUntilOn: addDays(dateOf(ctx.now), input.validDays),
    note: input.note,
    lines: content.lines.map((line, i) => ({ ...line, ...(deviations[i] as Deviation) })),
  }
}
