import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type OrderAmounts, shipmentLegs } from './shipment-legs.ts'

const amount = fc.integer({ min: 0, max: 1_000_000_000 })
const orders = fc
  .record({
    goodsNetFen: fc.integer({ min: 1, max: 1_000_000_000 }),
    goodsTaxFen: amount,
    freightMode: fc.constantFrom('included', 'charged', 'advanced') as fc.Arbitrary<OrderAmounts['freightMode']>,
    net: amount,
    tax: amount,
  })
  .map(({ net, tax, ...goods }): OrderAmounts => {
    const freightNetFen = goods.freightMode === 'included' ? 0 : net
    const freightTaxFen = goods.freightMode === 'charged' ? tax : 0
    const freightGrossFen = freightNetFen + freightTaxFen
    const totalGrossFen = goods.goodsNetFen + goods.goodsTaxFen + freightGrossFen
    return { ...goods, freightNetFen, freightTaxFen, freightGrossFen, totalGrossFen }
  })

const amountOf = (order: OrderAmounts, account: string) =>
  shipmentLegs(order).find((leg) => leg.accountId === account)?.amountFen ?? 0

test('what a shipment debits it credits', () => {
  fc.assert(
    fc.property(orders, (order) => {
      const sums = { debit: 0, credit: 0 }
      for (const leg of shipmentLegs(order)) sums[leg.side] += leg.amountFen
      expect(sums.debit).toBe(order.totalGrossFen)
      expect(sums.credit).toBe(order.totalGrossFen)
    }),
  )
})

test('charged freight is revenue with output tax; advanced freight is money laid out, without tax or revenue', () => {
  fc.assert(
    fc.property(orders, (order) => {
      expect(amountOf(order, 'liabilities:output-tax')).toBe(order.goodsTaxFen + order.freightTaxFen)
      expect(amountOf(order, 'revenues:freight')).toBe(order.freightMode === 'charged' ? order.freightNetFen : 0)
      const advanced = order.freightMode === 'advanced' ? order.freightGrossFen : 0
      expect(amountOf(order, 'assets:freight-advanced')).toBe(advanced)
    }),
  )
})
