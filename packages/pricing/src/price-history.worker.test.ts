import { env } from 'cloudflare:workers'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env, now: Date.UTC(2028, 4, 10, 2) })
let hq: Awaited<ReturnType<World['hqKeys']>>
let dealer: Awaited<ReturnType<World['channelKeys']>>
const day = (n: number) => addDays(dateOf(world.now), n)

type Past = {
  number: number
  from: string
  until: string | null
  netFen: number
  inForce: boolean
  withdrawnAt?: string | null
  explanation?: { rule: string; grade?: string; discountBps?: number }
}
type History = { grade?: string | null; guide: Past[]; settlement?: Past[] }

const path = '/v1/parts/HIS-1/price-history'
const history = (as: string, query = '') => world.json<History>('GET', `${path}${query}`, { as, expect: 200 })
const told = (rows: Past[] = []) =>
  rows.map(({ netFen, explanation: { rule, grade, discountBps } = { rule: '' } }) =>
    [netFen, rule, grade, discountBps].filter((each) => each !== undefined).join(' '),
  )

async function publishGuide(priceFen: number, on: string): Promise<string> {
  const versions = '/v1/price-books/guide/versions'
  const as = hq.priceManager
  const { id } = await world.json<{ id: string }>('POST', versions, { as, body: { taxBasis: 'net' }, expect: 201 })
  await world.json('PUT', `${versions}/${id}/entries/HIS-1`, { as, body: { priceFen }, expect: 200 })
  await world.json('POST', `${versions}/${id}/submit`, { as, body: { effectiveOn: on }, expect: 200 })
  await world.json('POST', `${versions}/${id}/approve`, { as: hq.serviceDirector, expect: 200 })
  return id
}
const withdraw = (id: string) =>
  world.json('POST', `/v1/price-books/guide/versions/${id}/withdraw`, {
    as: hq.serviceDirector,
    body: { reason: '录入有误' },
    expect: 200,
  })

beforeAll(async () => {
  hq = await world.hqKeys()
  dealer = await world.channelKeys(await world.openChannel({ grade: 'B' }))
  const part = { number: 'HIS-1', guideFen: 10_000 }
  await publishPrices(world, { parts: [{ ...part, settlementFen: 7_000, byGrade: { B: 6_500 } }] })
  await publishPrices(world, { parts: [part], discounts: { A: 7_500, B: 7_000 } })
})

test('HQ sees versions by discount without naming a grade: a price and a share for every grade', async () => {
  const seen = await history(hq.accountant)
  expect(seen.grade).toBeNull()
  expect(told(seen.settlement)).toEqual([
    '7500 discount A 7500',
    '7000 discount B 7000',
    '7000 entry',
    '6500 gradeEntry B',
  ])
  expect(seen.settlement?.map((each) => each.inForce)).toEqual([true, true, false, false])
  expect(told((await history(hq.accountant, '?grade=A')).settlement)).toEqual(['7500 discount A 7500', '7000 entry'])
  const own = await history(dealer.buyer)
  expect(own.grade).toBe('B')
  expect(told(own.settlement)).toEqual(['7000 discount B 7000', '6500 gradeEntry B'])
})

test('a version that was withdrawn stays in HQ’s history and says so, and in no dealer’s unless it counted', async () => {
  const before = (await history(dealer.buyer)).guide
  const early = await publishGuide(90_000, day(2))
  const late = await publishGuide(80_000, day(3))
  await withdraw(early)
  world.now = startOfDay(day(4))
  await withdraw(late)
  const marked = (await history(hq.accountant)).guide.slice(0, 4)
  expect(marked.map((each) => [each.netFen, each.withdrawnAt !== null, each.until === each.from])).toEqual([
    [10_000, false, false],
    [80_000, true, false],
    [90_000, true, true],
    [10_000, false, false],
  ])
  const own = (await history(dealer.buyer)).guide
  expect(own.slice(0, 3).map((each) => each.netFen)).toEqual([10_000, 80_000, 10_000])
  expect(own.length).toBe(before.length + 2)
  for (const row of own) expect(row).not.toHaveProperty('withdrawnAt')
})

test('a history is a file too, with the columns of the caller’s right', async () => {
  const file = async (as: string, query = '') => {
    const answer = await world.call('GET', `${path}?format=csv${query}`, { as, headers: { 'accept-language': 'en' } })
    expect(answer.status).toBe(200)
    return (await answer.text())
      .replace('\u{FEFF}', '')
      .replaceAll('"', '')
      .trim()
      .split('\n')
      .map((line) => line.trim())
  }
  const [all, own, guide] = [await file(hq.accountant), await file(dealer.buyer), await file(dealer.serviceAdviser)]
  expect(all[0]).toMatch(/^Book,Grade,Share of the guide price \(%\),.*,Withdrawn$/)
  expect(all.filter((line) => line.startsWith('settlement,A,75,'))).toHaveLength(3)
  expect(own[0]).not.toContain('Withdrawn')
  expect(own.filter((line) => line.startsWith('settlement,'))).toHaveLength(4)
  expect(guide[0]).toBe(
    'Price version,Version number,From,Until,In force,Tax basis,Tax rate (%),Price net (yuan),Price gross (yuan)',
  )
  expect(guide.join()).not.toMatch(/settlement|Book/i)
  const trail = await world.json<{ items: { action: string }[] }>(
    'GET',
    `/v1/audit?subject=${encodeURIComponent(path)}`,
    {
      as: hq.auditor,
      expect: 200,
    },
  )
  expect(trail.items.map((each) => each.action)).toContain('list.exported')
})
