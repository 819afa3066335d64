import { env } from 'cloudflare:workers'
import { XlsxFile } from '@partline/sheets'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
const manager = await world.keyFor('priceManager')

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
type Column = { header: string; column: string | null; from: string | null }
type Import = {
  id: string
  status: string
  createdByName: string | null
  format: string
  encoding: string | null
  counts: Record<string, number>
  columns: Column[]
  issues: { code: string; field: string; message: string }[]
  errors: { code: string; message: string }[]
}

const upload = (body: Uint8Array | string, query = '', expected = 201, type = 'text/csv') =>
  world.json<Import>('POST', `/v1/imports?kind=parts&fileName=f${query}`, {
    as: manager,
    body,
    headers: { 'content-type': type, 'accept-language': 'en' },
    expect: expected,
  })
/** Without a body, as for every other act on an import. */
const apply = (id: string) => world.json('POST', `/v1/imports/${id}/apply`, { as: manager, expect: 200 })
const part = (number: string) => world.json('GET', `/v1/parts/${number}`, { as: manager, expect: 200 })

function workbook(rows: (string | number | null)[][]): Uint8Array {
  const file = new XlsxFile('零件')
  for (const row of rows)
    file.add(
      row.map((cell) => (cell === null ? null : typeof cell === 'number' ? { number: String(cell) } : { text: cell })),
    )
  const pieces = file.finish()
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

test('a workbook is read like a CSV file: whole numbers are text, and money is not a float', async () => {
  const body = workbook([
    ['配件号', '中文名称', '成本(元)', '重量(克)', '包装数量'],
    [100_000, '轴承', 12.3, 55, 2],
    ['X-2', '=1+1', 0.1 + 0.2, null, null],
  ])
  const made = await upload(body, '', 201, XLSX)
  expect([made.format, made.encoding, made.status]).toEqual(['xlsx', null, 'simulated'])
  expect(made.counts).toMatchObject({ create: 2, reject: 0 })
  expect(made.createdByName).toBe('priceManager')
  const list = await world.json<{ items: Import[] }>('GET', '/v1/imports?limit=1&sort=-createdAt', {
    as: manager,
    expect: 200,
  })
  expect(list.items[0]?.createdByName).toBe('priceManager')
  await apply(made.id)
  expect(await part('100000')).toMatchObject({
    names: { zh: '轴承', en: '' },
    costFen: 1230,
    weightG: 55,
    packQuantity: 2,
  })
  expect(await part('X-2')).toMatchObject({ names: { zh: '=1+1' }, costFen: 30 })
})

test('an import is applied with no body, with an empty one of any type, and not with one that is no JSON', async () => {
  const bodies: [string | undefined, string | undefined, number][] = [
    [undefined, 'application/json', 200],
    ['', undefined, 200],
    ['{"rowByRow":true}', 'application/json', 200],
    ['rowByRow', 'application/json', 400],
    ['{}', 'text/plain', 415],
  ]
  for (const [at, [body, type, status]] of bodies.entries()) {
    const { id } = await upload(`图号,中文名称,成本\nBODY-${at},轴承,1.5\n`)
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const answer = await world.call('POST', `/v1/imports/${id}/apply`, { as: manager, body, headers })
    expect(answer.status, String(at)).toBe(status)
  }
})

test('a workbook that is cut short, old, or locked is refused with words that say what to do', async () => {
  const good = workbook([['part_number'], ['A']])
  const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  const cases: [Uint8Array, string, RegExp][] = [
    [good.slice(0, good.length - 30), 'bad_xlsx', /save it again/],
    [old, 'encrypted_or_old', /without a password/],
  ]
  for (const [body, code, words] of cases) {
    const refused = await upload(body, '', 422, XLSX)
    expect(refused.errors[0]?.code).toBe(code)
    expect(refused.errors[0]?.message).toMatch(words)
  }
  expect((await upload(good, '&sheet=none', 422, XLSX)).errors[0]?.message).toContain('零件')
  await upload(good, '', 415, 'application/zip')
})

test('a file in GB18030 is recognised and says so, and another encoding can be named', async () => {
  const gb = new Uint8Array([...new TextEncoder().encode('part_number,name_zh\nGB-1,'), 0xd6, 0xe1, 0xb3, 0xd0, 0x0a])
  const made = await upload(gb)
  expect(made.encoding).toBe('gb18030')
  await apply(made.id)
  expect(await part('GB-1')).toMatchObject({ names: { zh: '轴承' } })
  const named = await upload(gb, '&encoding=utf-8')
  expect([named.encoding, named.counts.reject]).toEqual(['utf-8', 1])
  expect((await upload('part_number,name_zh\nGB-2,轴承\n')).encoding).toBe('utf-8')
  await upload(gb, '&encoding=latin1', 422)
})

test('headers mean what is said with the file, and mean it again the next time, and can be forgotten', async () => {
  const file = '物料编码,英文,备注,重量(克)\nMAP-1,ONE,x,5\n'
  const refused = await upload(file, '', 422)
  expect(refused.errors[0]?.code).toBe('missing_column')
  expect(refused.errors[0]?.message).toContain('物料编码')
  expect(refused.errors[0]?.message).toContain('配件号, 零件号, 图号, Part number')
  const say = (mapping: object) => `&mapping=${encodeURIComponent(JSON.stringify(mapping))}`
  const made = await upload(file, say({ 物料编码: 'part_number', 英文: 'name_en', 备注: null }))
  expect(made.columns).toEqual([
    { header: '物料编码', column: 'part_number', from: 'given' },
    { header: '英文', column: 'name_en', from: 'given' },
    { header: '备注', column: null, from: 'given' },
    { header: '重量(克)', column: 'weight_g', from: 'name' },
  ])
  expect(made.issues).toEqual([])
  const again = await upload(file)
  expect(again.columns.map((each) => [each.column, each.from])).toEqual([
    ['part_number', 'remembered'],
    ['name_en', 'remembered'],
    [null, null],
    ['weight_g', 'name'],
  ])
  expect(again.issues.map((issue) => [issue.code, issue.field])).toEqual([
    ['remembered_column', '物料编码'],
    ['remembered_column', '英文'],
    ['unknown_column', '备注'],
  ])
  await upload(file, say({}), 422)
  const both = '图号,零件号\nD-1,MAP-2\n'
  expect((await upload(both, '', 422)).errors[0]?.message).toContain('图号, 零件号')
  expect((await upload(both, say({ 图号: null }))).counts.create).toBe(1)
  await upload(file, say({ 物料编码: 'part_number', 英文: null }))
  expect((await upload(file)).columns[1]).toEqual({ header: '英文', column: null, from: null })
  for (const wrong of ['&mapping=x', say({ 英文: 'nothing' }), say({ 英文: 5 })]) await upload(file, wrong, 422)
  expect((await upload(file, say({ 物料编码: 'part_number', 英文: 'part_number' }), 422)).errors[0]?.code).toBe(
    'duplicate_column',
  )
})

test('the same file uploaded twice is kept once and means the same twice', async () => {
  const file = 'part_number,name\nSAME-1,ONE\n'
  const [one, two] = [await upload(file), await upload(file)]
  expect(two.id).not.toBe(one.id)
  expect(two.counts).toEqual(one.counts)
  const { objects } = await env.FILES.list({ prefix: 'imports/hq/files/' })
  expect(new Set(objects.map((each) => each.key)).size).toBe(objects.length)
  await apply(one.id)
  await world.json('POST', `/v1/imports/${two.id}/apply`, { as: manager, body: {}, expect: 409 })
  expect((await upload(file)).counts).toMatchObject({ create: 0, unchanged: 1 })
})
