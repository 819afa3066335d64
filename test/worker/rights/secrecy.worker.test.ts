import { env } from 'cloudflare:workers'
import { CHANNEL_ROLES, HQ_ROLES, permissionsOf } from '@partline/identity'
import { publishPrices } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { Brand, PLAIN_SECRETS } from './brand.ts'
import { OPERATIONS, type OperationLine, type Sample } from './operation-table.ts'

const TWIN = {
  HQ_DB: env.TWIN_HQ_DB,
  CHANNEL_DB_1: env.TWIN_CHANNEL_DB_1,
  CHANNEL_DB_2: env.TWIN_CHANNEL_DB_2,
  FILES: env.TWIN_FILES,
}
const SEED = 20_261_123

/** Two deployments alike in everything but their settlement prices and costs: same ids, clock and requests. */
const here = new Brand({ bindings: env, seed: SEED })
const there = new Brand({ bindings: TWIN, seed: SEED })

beforeAll(async () => {
  await here.open(PLAIN_SECRETS)
  await there.open({
    settlementFen: 60_011,
    gradeBFen: 47_123,
    costFen: 33_333,
    dealerFen: 5_432_109,
    policyBps: 61_217,
    likePpm: 977_531,
  })
}, 60_000)

type Reply = { status: number; headers: string; body: string }

async function ask(brand: Brand, line: OperationLine, sample: Sample, as: string, channel?: string): Promise<Reply> {
  const response = await brand.world.call(line.method, sample.path, {
    as,
    body: sample.body,
    ...(channel === undefined ? {} : { channel }),
    ...(sample.type ? { headers: { 'content-type': sample.type } } : {}),
  })
  const body = (await response.text()).replace(/(plk_|pll_|whsec_)[\w+/=-]{43,44}/g, '$1secret')
  return { status: response.status, headers: headersOf(response), body }
}

/** Session and device tokens are random, everything else is not. */
const headersOf = (response: Response) =>
  JSON.stringify([...response.headers]).replace(/(partline_\w+=)[\w-]+/g, '$1secret')

/** The same request in both worlds, one after the other, so that both draw the same ids. */
async function askBoth(
  line: OperationLine,
  keyOf: (brand: Brand) => string,
  channel: boolean,
): Promise<[Reply, Reply]> {
  const replies: Reply[] = []
  for (const brand of [here, there]) {
    const sample = await line.sample(brand, brand.own)
    replies.push(await ask(brand, line, sample, keyOf(brand), channel ? brand.own.channel.id : undefined))
  }
  return replies as [Reply, Reply]
}

const channelRolesWithout = (Object.keys(CHANNEL_ROLES) as (keyof typeof CHANNEL_ROLES)[]).filter(
  (role) => !permissionsOf('channel', role, false).has('price.settlement:read'),
)
const hqRolesWithout = (Object.keys(HQ_ROLES) as (keyof typeof HQ_ROLES)[]).filter(
  (role) => !permissionsOf('hq', role, false).has('price.settlement:read'),
)
const unentitled = [
  ...channelRolesWithout.map((role) => ({ name: role, hq: false, keyOf: (brand: Brand) => brand.own.keys[role] })),
  ...hqRolesWithout.map((role) => ({ name: role, hq: true, keyOf: (brand: Brand) => brand.hq[role] })),
]

test('there are roles without the right on both sides', () => {
  expect(channelRolesWithout).toEqual(['serviceAdviser', 'technician', 'storekeeper'])
  expect(hqRolesWithout).toEqual(['admin'])
})

test.each(unentitled)(
  'two worlds that differ only in settlement prices and costs answer $name byte for byte alike',
  async ({ hq, keyOf }) => {
    for (const line of OPERATIONS) {
      const [one, two] = await askBoth(line, keyOf, hq && line.scope === 'channel')
      expect(two, line.id).toEqual(one)
    }
  },
)

const CURIOUS = [
  '/v1/parts?sort=costFen',
  '/v1/parts?q=RM-1',
  '/v1/quotes?sort=totalGrossFen',
  '/v1/orders?sort=totalGrossFen',
  '/v1/orders?sort=-number',
  '/v1/quotes?kind=purchase',
  '/v1/prices/RM-1?grade=B',
  '/v1/price-books/settlement/versions',
  '/v1/channels?sort=grade',
  '/v1/orders?limit=0',
  '/v1/audit',
  '/v1/lookups',
  '/v1/account',
  '/v1/statements',
  '/v1/parts?family=BEARING',
  '/v1/parts?sort=family',
  '/v1/parts/RM-1/class-changes',
  '/v1/price-policies/1',
  '/v1/like-parts?partNumber=RM-1',
  '/v1/families/BEARING/history?book=guide',
  '/v1/families/BEARING/spread?book=guide',
  '/v1/models/RM-M1/prices?limit=1',
  '/v1/models/RM-M1/prices?sort=price',
  '/v1/payments',
]

test.each(unentitled)('curious requests tell $name nothing either', async ({ keyOf }) => {
  for (const path of CURIOUS) {
    const line = { method: 'GET', id: path } as OperationLine
    expect(await ask(there, line, { path }, keyOf(there)), path).toEqual(await ask(here, line, { path }, keyOf(here)))
  }
})

test('no answer to anybody without the right holds a canary or the word itself', async () => {
  const net = PLAIN_SECRETS.settlementFen
  const canaries = [
    net,
    net * 2,
    PLAIN_SECRETS.gradeBFen,
    PLAIN_SECRETS.costFen,
    PLAIN_SECRETS.dealerFen,
    PLAIN_SECRETS.policyBps,
    PLAIN_SECRETS.likePpm,
    Math.round(net * 1.13),
    Math.round(net * 2 * 1.13),
  ].map(String)
  for (const { name, hq, keyOf } of unentitled)
    for (const line of OPERATIONS) {
      const [reply] = await askBoth(line, keyOf, hq && line.scope === 'channel')
      const text = reply.headers + reply.body
      for (const canary of canaries) expect(text, `${line.id} as ${name}`).not.toContain(canary)
      expect(text.toLowerCase(), `${line.id} as ${name}`).not.toContain('settlement')
    }
}, 120_000)

test('the canaries are real: those with the right do receive them', async () => {
  for (const brand of [here, there]) {
    const reply = await brand.world.json('GET', '/v1/prices/RM-1', { as: brand.own.keys.buyer, expect: 200 })
    if (brand === here) expect(JSON.stringify(reply)).toContain(String(PLAIN_SECRETS.settlementFen))
  }
})

test("a buyer sees nothing of another grade's prices or discount", async () => {
  for (const [brand, gradeB] of [
    [here, 7_777],
    [there, 5_555],
  ] as const) {
    await publishPrices(brand.world, {
      parts: [
        { number: 'RM-G', guideFen: 80_000, settlementFen: 60_000, byGrade: { B: gradeB * 10 } },
        { number: 'RM-1', guideFen: 99_991, settlementFen: 71_000, byGrade: { B: gradeB * 9 } },
        { number: 'RM-2', guideFen: 50_000, settlementFen: 30_000 },
      ],
    })
    brand.world.pass(31_000)
  }
  await compareFreshBuyers()
  for (const hq of [env.HQ_DB, env.TWIN_HQ_DB]) await hq.prepare("update model set status = 'retired'").run()
  for (const [brand, discountB] of [
    [here, 6_100],
    [there, 5_900],
  ] as const) {
    await publishPrices(brand.world, {
      parts: [{ number: 'RM-1', guideFen: 99_991 }],
      discounts: { A: 7_000, B: discountB },
    })
    brand.world.pass(31_000)
  }
  await compareFreshBuyers()
}, 120_000)

/** What shows the books' earlier prices of one's own grade, in which the two worlds differ by design. */
const OWN_PAST = /Statement|getPriceHistory/

/** The history of a part that only grade B has ever had another price of. */
const HISTORY: OperationLine = {
  id: 'history of RM-G',
  method: 'GET',
  may: ['price.guide:read'],
  scope: 'brand',
  ok: 200,
  sample: () => ({ path: '/v1/parts/RM-G/price-history' }),
}

/** New tenants of grade A, whose whole history is alike in both worlds. */
async function compareFreshBuyers() {
  const tenants = []
  for (const brand of [here, there]) {
    const channel = await brand.world.openChannel({ shard: '1', grade: 'A', name: brand.next('甲级渠道') })
    tenants.push({ brand, tenant: { channel, keys: await brand.world.channelKeys(channel) } })
  }
  for (const role of ['buyer', 'finance', 'principal'] as const)
    for (const line of [...OPERATIONS.filter((each) => !OWN_PAST.test(each.id)), HISTORY]) {
      const replies: Reply[] = []
      for (const { brand, tenant } of tenants) {
        const sample = await line.sample(brand, tenant)
        replies.push(await ask(brand, line, sample, tenant.keys[role]))
      }
      expect(replies[1], `${line.id} as ${role}`).toEqual(replies[0])
    }
}
