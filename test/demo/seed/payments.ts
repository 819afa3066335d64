import { dateOf } from '@partline/kernel'
import type { DemoChannel } from './brand.ts'
import type { Shop } from './year.ts'

type Statements = { items: { number: string; currencies: { CNY: { closingFen: number } } }[] }

/** The accountant records money that has come in. */
export async function pay(shop: Shop, channel: DemoChannel, amountFen: number, reference: string): Promise<void> {
  const { desk, brand, done } = shop
  const body = { amountFen, receivedOn: dateOf(desk.world.now), method: 'bankTransfer', reference }
  const as = brand.hq.settlementAccountant.apiKey
  await desk.send('POST', '/v1/payments', { as, channel: channel.id, body, expect: 201 })
  done.payments++
}

/** The channel pays what its last statement says it owes; now and then only most of it. */
export async function payBalance(shop: Shop, channel: DemoChannel): Promise<void> {
  const { desk } = shop
  const path = '/v1/statements?limit=1&sort=-month'
  const [last] = (await desk.get<Statements>(path, channel.roles.finance.apiKey)).items
  const owedFen = last?.currencies.CNY.closingFen ?? 0
  const share = desk.chance() < 0.25 ? 80 : 100
  const amountFen = Math.floor((owedFen * share) / 100)
  if (amountFen > 0) await pay(shop, channel, amountFen, `对账单 ${last?.number}`)
}
