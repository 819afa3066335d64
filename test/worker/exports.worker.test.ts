import { env } from 'cloudflare:workers'
import { openSheet } from '@partline/sheets'
import { World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'
import { Brand, PLAIN_SECRETS } from './rights/brand.ts'
import { OPERATIONS } from './rights/operation-table.ts'

const brand = new Brand({ bindings: env })
const { world } = brand
beforeAll(async () => {
  await brand.open(PLAIN_SECRETS)
}, 60_000)

const en = { 'accept-language': 'en' }
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

async function table(path: string, as: string, more: Record<string, string> = en): Promise<string[][]> {
  const response = await world.call('GET', path, { as, headers: more })
  const body = new Uint8Array(await response.arrayBuffer())
  expect(response.status, new TextDecoder().decode(body)).toBe(200)
  return [...openSheet(body, {}).records()].flat().map((record) => record.cells)
}

test('every list is exported as CSV and as XLSX alike, with a header for every column in both languages', async () => {
  const alsoLists = [
    'comparePriceBookVersions',
    'previewClosing',
    'getFamilyHistory',
    'getFamilySpread',
    'getPriceHistory',
    'lookUpModelPrices',
  ]
  const lists = OPERATIONS.filter(
    (line) => (line.id.startsWith('list') || alsoLists.includes(line.id)) && !line.may.includes('self:manage'),
  )
  expect(lists.length).toBeGreaterThan(40)
  for (const line of lists.filter((each, at) => lists.findIndex((other) => other.id === each.id) === at)) {
    const { path } = await line.sample(brand, brand.own)
    const at = (format: string) => `${path}${path.includes('?') ? '&' : '?'}format=${format}`
    const may = Object.values({ ...brand.own.keys, ...brand.hq })
    let exported = 0
    for (const as of may) {
      if ((await world.call('GET', path, { as })).status !== 200) continue
      const [csv, xlsx, zh] = [
        await table(at('csv'), as),
        await table(at('xlsx'), as),
        await table(at('csv'), as, { 'accept-language': 'zh-CN' }),
      ]
      const plain = (rows: string[][]) =>
        rows.slice(0, 2).map((row) => row.map((cell) => cell.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')))
      expect(plain(xlsx), line.id).toEqual(plain(csv))
      expect(zh[0]?.length).toBe(csv[0]?.length)
      for (const header of csv[0] ?? []) expect(header, line.id).toMatch(/^[\x20-\x7e]+$/)
      if (++exported === 3) break
    }
    expect(exported, line.id).toBeGreaterThan(0)
  }
})

test('an export has a byte order mark, a name in the language of the caller, and the security headers of any answer', async () => {
  const response = await world.call('GET', '/v1/parts?format=csv', {
    as: brand.hq.auditor,
    headers: { 'accept-language': 'zh' },
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const { headers } = response
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(decodeURIComponent(headers.get('content-disposition') ?? '')).toContain("UTF-8''配件-2026-11-23.csv")
  expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff'])
  expect(headers.get('x-request-id')).toMatch(/^req_/)
  expect((await world.call('GET', '/v1/parts?format=pdf', { as: brand.hq.auditor })).status).toBe(422)
  expect((await world.call('GET', '/v1/parts?format=csv&sort=costFen', { as: brand.hq.auditor })).status).toBe(422)
})

test('columns are those the caller may see: without the right there is not even a header', async () => {
  const headers = async (path: string, as: string) => (await table(path, as))[0] ?? []
  expect(await headers('/v1/parts?format=csv', brand.hq.priceManager)).toContain('Cost (yuan)')
  for (const role of ['principal', 'technician'] as const)
    expect(await headers('/v1/parts?format=xlsx', brand.own.keys[role])).not.toContain('Cost (yuan)')
  expect(await headers('/v1/orders?format=csv', brand.own.keys.buyer)).toContain('Total gross (yuan)')
  const plain = await headers('/v1/orders?format=csv', brand.own.keys.storekeeper)
  expect(plain).toContain('Waybill')
  expect(plain.filter((header) => /yuan|tax|price|quote/i.test(header))).toEqual([])
  expect(await headers('/v1/lookups?format=csv', brand.own.keys.principal)).toContain('Settlement version')
})

test('money is in yuan, rates in percent, and filters are those of the list', async () => {
  const rows = await table('/v1/payments?format=csv&status=recorded', brand.own.keys.finance)
  expect(rows[0]).toContain('Amount (yuan)')
  expect(rows[1]?.[rows[0]?.indexOf('Amount (yuan)') ?? -1]).toBe('123.00')
  expect(await table('/v1/payments?format=csv&status=reversed', brand.own.keys.finance)).toHaveLength(1)
  const parts = await table('/v1/parts?format=csv&q=RM-1', brand.hq.auditor)
  expect([parts.length, parts[1]?.[parts[0]?.indexOf('Tax rate (%)') ?? -1]]).toEqual([2, '13'])
  const postings = await table('/v1/account/entries?format=csv', brand.own.keys.finance)
  const sum = (name: string) =>
    postings.slice(1).reduce((all, row) => all + Math.round(Number(row[postings[0]?.indexOf(name) ?? -1]) * 100), 0)
  expect(sum('Debit (yuan)')).toBeGreaterThan(0)
  expect(sum('Debit (yuan)')).toBe(sum('Credit (yuan)'))
})

test('an export is on the trail of the channel, or of HQ, before it is answered', async () => {
  world.pass(1_000)
  const versions = await world.json<{ items: { id: string }[] }>('GET', '/v1/price-books/settlement/versions', {
    as: brand.hq.auditor,
    expect: 200,
  })
  const path = `/v1/price-books/settlement/versions/${versions.items[0]?.id}/entries`
  await world.call('GET', `${path}?format=csv`, { as: brand.hq.auditor })
  await world.call('GET', '/v1/orders?format=xlsx&status=placed', { as: brand.own.keys.buyer })
  const trail = (as: string) =>
    world.json<{ items: { action: string; subject: string; detail: object; role: string }[] }>(
      'GET',
      '/v1/audit?limit=100',
      {
        as,
        expect: 200,
      },
    )
  const exported = { action: 'list.exported' }
  expect((await trail(brand.hq.auditor)).items).toContainEqual(
    expect.objectContaining({
      ...exported,
      subject: path,
      role: 'auditor',
      detail: { list: 'prices', format: 'csv', query: '?format=csv' },
    }),
  )
  expect((await trail(brand.own.keys.principal)).items).toContainEqual(
    expect.objectContaining({ ...exported, subject: '/v1/orders', role: 'buyer' }),
  )
  await world.call('GET', `${path}?format=csv`, { as: brand.own.keys.buyer })
  expect(JSON.stringify(await trail(brand.own.keys.principal))).not.toContain(path)
})

test('parts and prices that were exported are imported again without a change, in either form and language', async () => {
  const nasty = ['=1+1', "'=x", '@SUM(A1)', '－1', 'a,"b"', '+1 -2', '轴承', "it's"]
  for (const [n, zh] of nasty.entries())
    await world.json('POST', '/v1/parts', {
      as: brand.hq.priceManager,
      body: {
        number: `NASTY-${n}`,
        names: { zh, en: `EN ${zh}` },
        costFen: n * 5,
        taxRateBps: n % 2 ? 1300 : 850,
        serviceable: n % 2 === 0,
        family: n % 3 ? zh : '',
        class: n % 2 ? 'wear' : 'module',
        classReason: zh,
        successorNumber: n > 0 ? `NASTY-${n - 1}` : null,
      },
      expect: 201,
    })
  for (const format of ['csv', 'xlsx'])
    for (const language of ['en', 'zh']) {
      const headers = { 'accept-language': language }
      const exported = await world.call('GET', `/v1/parts?format=${format}`, { as: brand.hq.priceManager, headers })
      const body = new Uint8Array(await exported.arrayBuffer())
      const made = await world.json<{ counts: object; format: string; columns: { column: string | null }[] }>(
        'POST',
        '/v1/imports?kind=parts&fileName=back',
        {
          as: brand.hq.priceManager,
          body,
          headers: { 'content-type': format === 'csv' ? 'text/csv' : XLSX },
          expect: 201,
        },
      )
      expect(made.format).toBe(format)
      expect(made.columns.filter((each) => each.column !== null)).toHaveLength(13)
      expect(made.counts).toEqual({ create: 0, update: 0, unchanged: nasty.length + 3, reject: 0, warnings: 0 })
    }
})

test('no cell of an exported file is a formula, whatever people have typed', async () => {
  const response = await world.call('GET', '/v1/parts?format=csv&q=NASTY', { as: brand.hq.priceManager })
  const text = (await response.text()).slice(1)
  for (const cell of text.split(/,|\r\n/)) expect(cell.replace(/^"/, '').normalize('NFKC')).not.toMatch(/^[=+@\t]|^-\D/)
})

test('a list longer than an export may be ends with a row that says so', async () => {
  const other = new World({ bindings: env })
  const auditor = await other.keyFor('auditor')
  const rows = 100_000
  for (let at = 0; at <= rows; at += 10_000)
    await env.HQ_DB.prepare(
      `insert into part (key, loose_key, name_zh, name_en, unit, class, weight_g, tax_rate_bps, serviceable, pack_quantity,
        created_at, updated_at, version)
      with recursive n (i) as (select ?1 union all select i + 1 from n where i < ?1 + 9999)
      select 'ZZ' || i, 'ZZ' || i, '', 'X', '件', 'module', 0, 1300, 1, 1, ?2, ?2, 1 from n`,
    )
      .bind(at, world.now)
      .run()
  const response = await other.call('GET', '/v1/parts?format=csv', { as: auditor, headers: en })
  const lines = (await response.text()).trimEnd().split('\r\n')
  expect(lines.length).toBe(rows + 2)
  expect(lines.at(-1)).toContain('Only the first 100,000 rows')
})
