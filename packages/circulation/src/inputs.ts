import { FenView, ListQuery, PageView, TextInput } from '@partline/http'
import { QuoteView } from '@partline/quoting'
import * as z from 'zod'

/** How the order left; both may be unknown. */
export const ShipOrderInput = z.strictObject({ carrier: TextInput(100).optional(), waybill: TextInput(100).optional() })

const Status = z.enum(['placed', 'shipped'])

export const OrdersQuery = ListQuery({ status: Status.optional() })

const plainFields = {
  id: z.string(),
  channelId: z.string(),
  number: z.string(),
  status: Status,
  placedAt: z.string(),
  placedBy: z.string(),
  shippedAt: z.string().nullable(),
  shippedBy: z.string().nullable(),
  carrier: z.string().nullable(),
  waybill: z.string().nullable(),
  version: z.int(),
}

const amountFields = {
  quoteId: z.string(),
  taxBasis: z.enum(['net', 'gross']),
  priceVersionId: z.string(),
  goods: z.strictObject({ netFen: FenView, taxFen: FenView, grossFen: FenView }),
  freight: z.strictObject({
    mode: z.enum(['included', 'charged', 'advanced']),
    netFen: FenView,
    taxFen: FenView,
    grossFen: FenView,
  }),
  totalNetFen: FenView,
  totalTaxFen: FenView,
  totalGrossFen: FenView,
  entryId: z.string().nullable(),
}

const plainLine = {
  n: z.int(),
  partNumber: z.string(),
  names: z.strictObject({ zh: z.string(), en: z.string() }),
  unit: z.string(),
  quantity: z.int(),
  weightG: z.int(),
}

const amountLine = {
  unitNetFen: FenView,
  unitGrossFen: FenView,
  taxRateBps: z.int(),
  netFen: FenView,
  taxFen: FenView,
  grossFen: FenView,
}

/** An order to those who may not see its money: no amount, rate or price is in it. */
export const PlainOrderSummaryView = z.strictObject(plainFields).meta({ id: 'PlainOrderSummary' })
export const PlainOrderView = z
  .strictObject({ ...plainFields, lines: z.array(z.strictObject(plainLine)) })
  .meta({ id: 'PlainOrder' })

export const PricedOrderSummaryView = z
  .strictObject({ ...plainFields, ...amountFields })
  .meta({ id: 'PricedOrderSummary' })
export const PricedOrderView = z
  .strictObject({ ...plainFields, ...amountFields, lines: z.array(z.strictObject({ ...plainLine, ...amountLine })) })
  .meta({ id: 'PricedOrder' })

/** Which of the two the caller gets is decided by `order.amounts:read` (T4). */
export const OrderView = z.union([PricedOrderView, PlainOrderView])
export const OrdersView = PageView(z.union([PricedOrderSummaryView, PlainOrderSummaryView]))

/** An accepted quote and, for a purchase quote, the order it became. */
export const AcceptanceView = z
  .strictObject({ quote: QuoteView, order: OrderView.nullable() })
  .meta({ id: 'QuoteAcceptance' })
