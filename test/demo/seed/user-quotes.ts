import { addDays, dateOf } from '@partline/kernel'
import type { DemoChannel } from './brand.ts'
import { chooseLines } from './lines.ts'
import type { Shop } from './year.ts'

const CUSTOMERS = ['周先生', '吴女士', '郑先生', '冯女士', '褚先生', '卫女士', '蒋先生', '沈女士'] as const

/** A service adviser quotes an end user at guide price; two in three accept. */
export async function quoteCustomer(shop: Shop, channel: DemoChannel): Promise<void> {
  const { desk, diary } = shop
  const as = channel.roles.serviceAdviser.apiKey
  const customer = {
    name: CUSTOMERS[desk.pick(0, CUSTOMERS.length - 1)],
    phone: `1380000${String(desk.pick(0, 9999)).padStart(4, '0')}`,
  }
  const body = { kind: 'user', customer, lines: chooseLines(shop, desk.pick(1, 4)), validDays: 10 }
  const { id } = await desk.send<{ id: string }>('POST', '/v1/quotes', { as, body, expect: 201 })
  await desk.send('POST', `/v1/quotes/${id}/issue`, { as, expect: 200 })
  if (desk.chance() > 0.67) return
  const date = addDays(dateOf(desk.world.now), desk.pick(1, 5))
  diary.note(date, 17 * 60, () => desk.send('POST', `/v1/quotes/${id}/accept`, { as, expect: 200 }))
}
