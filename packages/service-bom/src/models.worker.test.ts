import { env } from 'cloudflare:workers'
import { BomDesk, World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const channel = await world.openChannel()
const keys = { ...(await world.hqKeys()), ...(await world.channelKeys(channel)) }
const manager = keys.priceManager
const desk = new BomDesk(world, manager, keys.technician)

beforeAll(() => desk.open())

test('models come by file and by hand, and nobody but HQ with the right sees a dealer price or may write', async () => {
  const file =
    'code,name_zh,name_en,product_line,dealer_price,status\nB-62,跑车,MGB 62,mg,"123,456.70",active\nB-63,,,mg,,停售\nB-64,x,,nowhere,1,\nB-62,,,mg,,\nB-65,,,mg,-1,odd\n'
  const bad = await desk.upload('models', file)
  expect(bad.counts).toMatchObject({ create: 2, reject: 3 })
  expect(await desk.issues(bad.id)).toEqual([
    '4 error unknown_product_line',
    '5 error duplicate_code',
    '6 error bad_value',
    '6 error bad_value',
  ])
  await desk.apply(bad.id, 409)
  expect((await desk.apply(bad.id, 200, { rowByRow: true })).counts).toMatchObject({ create: 2 })
  const again = await desk.upload('models', file.split('\n').slice(0, 3).join('\n'))
  expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: 2 })
  expect(await desk.get('/v1/models/b-62')).toMatchObject({
    code: 'B-62',
    dealerPriceNetFen: 12_345_670,
    status: 'active',
  })
  for (const as of [keys.principal, keys.technician, keys.admin]) {
    const seen = await desk.get<object>('/v1/models/B-62', as)
    expect(seen).not.toHaveProperty('dealerPriceNetFen')
    expect(seen).not.toHaveProperty('ownerId')
    await world.json('PATCH', '/v1/models/B-62', { as, body: { status: 'retired' }, expect: 403 })
    await world.json('GET', '/v1/models/B-62/engineering-bom', { as, expect: 403 })
  }
  const change = (body: object, expect: number) => world.json('PATCH', '/v1/models/B-62', { as: manager, body, expect })
  expect(await change({ dealerPriceNetFen: null, names: { en: 'MGB' }, ifVersion: 1 }, 200)).toMatchObject({
    names: { zh: '跑车', en: 'MGB' },
    dealerPriceNetFen: null,
    version: 2,
  })
  await change({ status: 'retired', ifVersion: 1 }, 409)
  await change({ productLine: 'NOWHERE' }, 422)
  await change({ ownerId: 'nobody' }, 422)
  const found = async (query: string) =>
    (await desk.get<{ items: { code: string }[] }>(`/v1/models?${query}`, keys.technician)).items.map(
      (each) => each.code,
    )
  expect(await found('q=mgb')).toEqual(['B-62'])
  expect(await found('q=跑车 b-6')).toEqual(['B-62'])
  expect(await found('status=retired&productLine=mg')).toEqual(['B-63'])
  expect(await found('sort=-code')).toEqual(['B-63', 'B-62'])
})

test('models are sorted by name, and by dealer price only for whoever is shown it', async () => {
  const add = (code: string, zh: string, dealerPriceNetFen?: number) =>
    world.json('POST', '/v1/models', {
      as: manager,
      body: { code, names: { zh, en: `name ${code}` }, productLine: 'MG', dealerPriceNetFen },
      expect: 201,
    })
  await add('SORT-1', 'SORT 丙', 300)
  await add('SORT-2', 'SORT 甲')
  await add('SORT-3', 'SORT 乙', 200)
  type Listed = { items: { code: string; ownerName?: string }[]; nextCursor: string | null }
  const sorted = async (sort: string, as = manager) => {
    const codes: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const after: string = cursor && `&cursor=${cursor}`
      const page: Listed = await desk.get<Listed>(`/v1/models?q=SORT&limit=2&sort=${sort}${after}`, as)
      codes.push(...page.items.map((each) => each.code))
      cursor = page.nextCursor
    }
    return codes.join()
  }
  expect(await sorted('nameZh')).toBe('SORT-1,SORT-3,SORT-2')
  expect(await sorted('-nameEn', keys.technician)).toBe('SORT-3,SORT-2,SORT-1')
  expect(await sorted('dealerPrice')).toBe('SORT-2,SORT-3,SORT-1')
  expect(await sorted('-dealerPrice')).toBe('SORT-1,SORT-3,SORT-2')
  for (const as of [keys.principal, keys.technician, keys.admin]) {
    const refused = await world.json<{ errors: { message: string }[] }>('GET', '/v1/models?sort=dealerPrice', {
      as,
      expect: 422,
    })
    expect(JSON.stringify(refused.errors)).not.toMatch(/dealer/i)
  }
  const named = await desk.get<Listed>('/v1/models?q=SORT')
  expect(named.items[0]?.ownerName).toBe('priceManager')
  const plain = await desk.get<Listed>('/v1/models?q=SORT', keys.technician)
  expect(plain.items[0]).not.toHaveProperty('ownerName')
})
