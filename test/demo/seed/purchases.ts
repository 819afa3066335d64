import { addDays, dateOf } from '@partline/kernel'
import type { DemoChannel } from './brand.ts'
import { chooseLines } from './lines.ts'
import { pay } from './payments.ts'
import type { Shop } from './year.ts'

type Quote = { id: string; totalGrossFen: number }
type Acceptance = { order: { id: string; number: string; totalGrossFen: number } }

const FREIGHT = [
  { mode: 'included' },
  { mode: 'advanced', source: 'tariff' },
  { mode: 'charged', source: 'manual', amountFen: 6_800, reason: '加急专车' },
] as const
const CARRIERS = ['顺丰速运', '德邦物流', '京东物流', '中通快运'] as const

/** A buyer looks parts up and quotes herself, or HQ does with freight as agreed; what becomes of it is decided in the days after. */
export async function buyParts(shop: Shop, channel: DemoChannel): Promise<void> {
  const { desk, diary, brand } = shop
  const buyer = channel.roles.buyer.apiKey
  const lines = chooseLines(shop, desk.pick(2, 7))
  const partNumbers = lines.map((line) => line.partNumber)
  if (desk.chance() < 0.25)
    await desk.send('POST', '/v1/prices/lookup', { as: buyer, body: { partNumbers }, expect: 200 })
  const byHq = desk.chance() < 0.3
  const by = byHq ? { as: brand.hq.priceManager.apiKey, channel: channel.id } : { as: buyer }
  const freight = byHq ? { freight: FREIGHT[desk.pick(0, FREIGHT.length - 1)] } : {}
  const body = { kind: 'purchase', lines, validDays: 15, ...freight }
  const { id } = await desk.send<Quote>('POST', '/v1/quotes', { ...by, body, expect: 201 })
  await desk.send('POST', `/v1/quotes/${id}/issue`, { ...by, expect: 200 })
  const fate = desk.chance()
  if (fate < 0.05) return
  const decided = addDays(dateOf(desk.world.now), desk.pick(0, 3))
  const decide = fate < 0.12 ? () => decline(shop, channel, id) : () => order(shop, channel, id)
  diary.note(decided, desk.pick(16 * 60 + 1, 18 * 60), decide)
}

function decline({ desk }: Shop, channel: DemoChannel, quoteId: string): Promise<unknown> {
  const body = { reason: '客户取消维修' }
  return desk.send('POST', `/v1/quotes/${quoteId}/decline`, { as: channel.roles.principal.apiKey, body, expect: 200 })
}

async function order(shop: Shop, channel: DemoChannel, quoteId: string): Promise<void> {
  const { desk, diary, done } = shop
  const path = `/v1/quotes/${quoteId}/accept`
  const accepted = await desk.send<Acceptance>('POST', path, { as: channel.roles.buyer.apiKey, expect: 200 })
  done.orders++
  const shipped = addDays(dateOf(desk.world.now), desk.pick(1, 2))
  diary.note(shipped, desk.pick(10 * 60, 17 * 60), () => ship(shop, channel, accepted.order))
}

async function ship(shop: Shop, channel: DemoChannel, { id, number, totalGrossFen }: Acceptance['order']) {
  const { desk, diary, brand } = shop
  const waybill = `SF${desk.pick(1_000_000_000, 9_999_999_999)}`
  await desk.send('POST', `/v1/orders/${id}/ship`, {
    as: brand.hq.settlementAccountant.apiKey,
    channel: channel.id,
    body: { carrier: CARRIERS[desk.pick(0, CARRIERS.length - 1)], waybill },
    expect: 200,
  })
  if (channel.cycle !== 'perOrder') return
  const paid = addDays(dateOf(desk.world.now), desk.pick(1, 4))
  diary.note(paid, 15 * 60, () => pay(shop, channel, totalGrossFen, `订单 ${number}`))
}
