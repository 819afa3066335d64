import { addFen, type Fen, fen } from '@partline/kernel'

/** The amounts of an order in fen. */
export type OrderAmounts = {
  goodsNetFen: number
  goodsTaxFen: number
  freightMode: 'included' | 'charged' | 'advanced'
  freightNetFen: number
  freightTaxFen: number
  freightGrossFen: number
  totalGrossFen: number
}

type ShipmentAccount =
  | 'assets:receivable'
  | 'revenues:parts'
  | 'liabilities:output-tax'
  | 'revenues:freight'
  | 'assets:freight-advanced'

export type ShipmentLeg = { accountId: ShipmentAccount; side: 'debit' | 'credit'; amountFen: Fen }

/**
 * What shipping an order posts (L1): the channel owes the gross total; against it stand revenue, output tax, and freight
 * as HQ's own revenue when charged or as money laid out when advanced (代垫). Legs of 0 mean no leg.
 */
export function shipmentLegs(order: OrderAmounts): ShipmentLeg[] {
  const freight =
    order.freightMode === 'advanced'
      ? credit('assets:freight-advanced', fen(order.freightGrossFen))
      : credit('revenues:freight', fen(order.freightNetFen))
  return [
    { accountId: 'assets:receivable', side: 'debit', amountFen: fen(order.totalGrossFen) },
    credit('revenues:parts', fen(order.goodsNetFen)),
    credit('liabilities:output-tax', addFen(fen(order.goodsTaxFen), fen(order.freightTaxFen))),
    freight,
  ]
}

const credit = (accountId: ShipmentAccount, amountFen: Fen): ShipmentLeg => ({ accountId, side: 'credit', amountFen })
