import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

type Figures = { openingFen: number; debitFen: number; creditFen: number; closingFen: number }
type Statement = { channelId: string; month: string; currencies: { CNY: Figures; RBT: Figures } }
type Page = { items: Statement[]; nextCursor: string | null }

const DATABASES = [env.HQ_DB, env.CHANNEL_DB_1, env.CHANNEL_DB_2]

/** Everything stored, as one text per table. */
async function stored(): Promise<string> {
  const all: string[] = []
  for (const d1 of DATABASES) {
    const { results } = await d1
      .prepare(`select name from sqlite_master where type = 'table' and not (name glob 'd1_*' or name glob '_cf*')`)
      .all<{ name: string }>()
    const rows = await d1.batch<unknown>(results.map(({ name }) => d1.prepare(`select * from "${name}"`)))
    all.push(JSON.stringify(rows.map((each) => each.results)))
  }
  return all.join()
}

test('a dry run says of every due channel, page by page, what closing then does, and writes nothing', async () => {
  const world = new World({ bindings: env, now: Date.parse('2025-03-05T02:00:00Z') })
  const channels = []
  for (let n = 0; n < 5; n++) channels.push(await world.openChannel({ shard: String(1 + (n % 2)) }))
  const hq = await world.hqKeys()
  const pay = (channel: string, amountFen: number) => {
    const body = { amountFen, receivedOn: '2025-01-02', method: 'cash', reference: '收据' }
    return world.json('POST', '/v1/payments', { as: hq.accountant, channel, body, expect: 201 })
  }
  for (const [n, channel] of channels.entries()) await pay(channel.id, 100 + n)
  world.now = Date.parse('2025-03-31T16:00:00Z')
  await world.closeMonths()
  for (const [n, channel] of channels.entries()) if (n > 0) await pay(channel.id, 1_000 + n)
  world.now = Date.parse('2025-05-02T02:00:00Z')
  for (const channel of channels) await pay(channel.id, 7)
  const before = await stored()
  const preview = async (month: string) => {
    const items: Statement[] = []
    for (let cursor = ''; ; ) {
      const path = `/v1/closing-preview?month=${month}&limit=2${cursor}`
      const page = await world.json<Page>('GET', path, { as: hq.accountant, expect: 200 })
      expect(page.items.length).toBeLessThanOrEqual(2)
      items.push(...page.items)
      if (page.nextCursor === null) return items
      cursor = `&cursor=${page.nextCursor}`
    }
  }
  const due = { march: await preview('2025-03'), april: await preview('2025-04'), may: await preview('2025-05') }
  expect(await stored()).toBe(before)
  expect(due.march).toEqual([])
  const ids = channels.map((each) => each.id).toSorted()
  expect(due.april.map((each) => each.channelId)).toEqual(ids)
  await world.closeMonths()
  expect(await preview('2025-04')).toEqual([])
  world.now = Date.parse('2025-05-31T16:00:00Z')
  await world.closeMonths()
  for (const [month, said] of [
    ['2025-04', due.april],
    ['2025-05', due.may],
  ] as const) {
    const page = await world.json<Page>('GET', `/v1/statements?month=${month}`, { as: hq.accountant, expect: 200 })
    const figures = page.items.map(({ channelId, currencies }) => ({ channelId, month, currencies }))
    expect(said).toEqual(figures.toSorted((a, b) => (a.channelId < b.channelId ? -1 : 1)))
  }
  await world.json('GET', '/v1/closing-preview', { as: hq.accountant, expect: 422 })
  const finance = await world.keyFor('finance', channels[0])
  await world.json('GET', '/v1/closing-preview?month=2025-04', { as: finance, expect: 403 })
})
