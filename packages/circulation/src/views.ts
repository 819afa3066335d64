import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { PlainOrderSummaryView, PlainOrderView, PricedOrderSummaryView, PricedOrderView } from './inputs.ts'
import type { Order, OrderLineRow, OrderRow } from './orders.repo.ts'

/** An order by the caller's right: with its money, or with none of it (T4). */
export function toOrderView(
  order: Order,
  seesAmounts: boolean,
): z.output<typeof PricedOrderView> | z.output<typeof PlainOrderView> {
  return seesAmounts
    ? { ...pricedSummary(order), lines: order.lines.map((line) => ({ ...plainLine(line), ...amountsOf(line) })) }
    : { ...plainSummary(order), lines: order.lines.map(plainLine) }
}

export const toOrderSummaryView = (row: OrderRow, seesAmounts: boolean) =>
  seesAmounts ? pricedSummary(row) : plainSummary(row)

function plainSummary(row: OrderRow): z.output<typeof PlainOrderSummaryView> {
  return {
    id: row.id,
    channelId: row.channelId,
    number: row.number,
    status: row.status,
    placedAt: instant(row.placedAt),
    placedBy: row.placedBy,
    shippedAt: row.shippedAt === null ? null : instant(row.shippedAt),
    shippedBy: row.shippedBy,
    carrier: row.carrier,
    waybill: row.waybill,
    version: row.version,
  }
}

function pricedSummary(row: OrderRow): z.output<typeof PricedOrderSummaryView> {
  return {
    ...plainSummary(row),
    quoteId: row.quoteId,
    taxBasis: row.taxBasis,
    priceVersionId: row.priceVersionId,
    goods: { netFen: row.goodsNetFen, taxFen: row.goodsTaxFen, grossFen: row.goodsGrossFen },
    freight: {
      mode: row.freightMode,
      netFen: row.freightNetFen,
      taxFen: row.freightTaxFen,
      grossFen: row.freightGrossFen,
    },
    totalNetFen: row.goodsNetFen + row.freightNetFen,
    totalTaxFen: row.goodsTaxFen + row.freightTaxFen,
    totalGrossFen: row.totalGrossFen,
    entryId: row.entryId,
  }
}

const plainLine = (line: OrderLineRow) => ({
  n: line.n,
  partNumber: line.partNumber,
  names: { zh: line.nameZh, en: line.nameEn },
  unit: line.unit,
  quantity: line.quantity,
  weightG: line.weightG,
})

const amountsOf = (line: OrderLineRow) => ({
  unitNetFen: line.unitNetFen,
  unitGrossFen: line.unitGrossFen,
  taxRateBps: line.taxRateBps,
  netFen: line.netFen,
  taxFen: line.taxFen,
  grossFen: line.grossFen,
})
