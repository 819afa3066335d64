import { env } from 'cloudflare:workers'
import { partKey } from '@partline/kernel'
import { World } from '@partline/testing'
import { beforeAll, expect, test } from 'vitest'

const world = new World({ bindings: env })
const csv = env.CATALOGUE_CSV
const numbers = csv
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.slice(0, line.indexOf(',')))

type Import = { id: string; status: string; revision: number; counts: Record<string, number> }
type Row = { line: number; verdict: string; key: string; issues: { code: string; severity: string; message: string }[] }

let priceManager: string
let technician: string
let first: Import
let tookMs: number

/** What an import has come to once nothing more happens by itself. */
async function settled({ id }: Import): Promise<Import> {
  await world.deliverAll()
  return world.json<Import>('GET', `/v1/imports/${id}`, { as: priceManager, expect: 200 })
}

const upload = async () =>
  settled(
    await world.json<Import>('POST', '/v1/imports?kind=parts&fileName=classic-car-parts.csv', {
      as: priceManager,
      body: csv,
      headers: { 'content-type': 'text/csv', 'accept-language': 'en' },
      expect: 202,
    }),
  )
const apply = async (id: string, expect = 202) =>
  settled(await world.json<Import>('POST', `/v1/imports/${id}/apply`, { as: priceManager, body: {}, expect }))

async function rowsOf(id: string, verdict: string): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = `/v1/imports/${id}/rows?verdict=${verdict}&limit=100${cursor && `&cursor=${cursor}`}`
    const page: { items: Row[]; nextCursor: string | null } = await world.json('GET', query, {
      as: priceManager,
      headers: { 'accept-language': 'en' },
      expect: 200,
    })
    rows.push(...page.items)
    cursor = page.nextCursor
  }
  return rows
}

const allParts = () =>
  env.HQ_DB.prepare('select key, loose_key, successor_key, version from part order by key').all<
    Record<string, string>
  >()

beforeAll(async () => {
  const channel = await world.openChannel()
  priceManager = await world.keyFor('priceManager')
  technician = await world.keyFor('technician', channel)
  const started = performance.now()
  first = await upload()
  await apply(first.id)
  tookMs = performance.now() - started
})

test('every one of the 34,386 real rows is created, none rejected', async () => {
  expect(first.counts).toEqual({ create: 34_386, update: 0, unchanged: 0, reject: 0, warnings: 161 })
  expect((await allParts()).results).toHaveLength(34_386)
})

test('the whole catalogue is simulated and applied within ten seconds', () => {
  expect(tookMs).toBeLessThan(10_000)
})

test('exactly 159 successors are named as unknown and both cycles by their members', async () => {
  const issues = (await rowsOf(first.id, 'create')).flatMap((row) => row.issues.map((issue) => ({ ...issue, row })))
  const unknown = issues.filter((issue) => issue.code === 'successor_unknown')
  const cycles = issues.filter((issue) => issue.code === 'successor_cycle')
  expect([unknown.length, cycles.length, issues.length]).toEqual([159, 2, 161])
  expect(cycles.map((issue) => [issue.row.key, /"?(\S+ → \S+);/.exec(issue.message)?.[1]])).toEqual([
    ['AESA1096X4MAH', 'AESA1096X4MAH → AESA1096X4MAH'],
    ['MRAC30A', 'MRAC30A → MRAC30A'],
  ])
  const { results } = await allParts()
  expect(results.filter((part) => part.successor_key !== null)).toHaveLength(2_525 - 161)
})

test('every real number is a part under exactly that number', async () => {
  const stored = new Set((await allParts()).results.map((part) => part.key))
  expect(new Set(numbers).size).toBe(34_386)
  expect(numbers.filter((number) => !stored.has(number) || partKey(number) !== number)).toEqual([])
  const step = Math.floor(numbers.length / 200)
  for (let i = 0; i < 200; i++) {
    const number = numbers[i * step] ?? ''
    const seen = await world.json('GET', `/v1/parts/${encodeURIComponent(number)}`, { as: technician, expect: 200 })
    expect(seen.number).toBe(number)
  }
})

test('the 15 pairs that differ by hyphens only stay distinct', async () => {
  const pairs = [...Map.groupBy(numbers, (number) => number.replaceAll('-', '')).values()].filter(
    (all) => all.length > 1,
  )
  expect(pairs).toHaveLength(15)
  for (const number of pairs.flat()) {
    const seen = await world.json('GET', `/v1/parts/${encodeURIComponent(number)}`, { as: technician, expect: 200 })
    expect(seen.number).toBe(number)
  }
})

test('the same file again changes nothing, and the revision stays', async () => {
  const before = (await allParts()).results
  const again = await upload()
  expect(again.counts).toEqual({ create: 0, update: 0, unchanged: 34_386, reject: 0, warnings: 161 })
  expect((await apply(again.id, 200)).status).toBe('applied')
  expect((await upload()).revision).toBe(again.revision)
  expect((await allParts()).results).toEqual(before)
})

test('names of the real catalogue are found by the beginnings of their words, all of them and no others', async () => {
  const rows = csv.trimEnd().split('\n').slice(1)
  const words = new Map(
    rows.map((row) => [
      row.slice(0, row.indexOf(',')),
      row
        .slice(row.indexOf(','))
        .toUpperCase()
        .split(/[^A-Z0-9]+/),
    ]),
  )
  for (const terms of [['BEAR'], ['SEAL', 'RE'], ['USE', '12H']]) {
    const named = numbers.filter((number) =>
      terms.every((term) => words.get(number)?.some((word) => word.startsWith(term))),
    )
    const query = `/v1/parts?limit=100&q=${terms.join('%20').toLowerCase()}`
    const page = await world.json<{ items: { number: string }[] }>('GET', query, { as: technician, expect: 200 })
    expect(page.items.length).toBeGreaterThan(3)
    expect(page.items.map((part) => part.number)).toEqual(named.toSorted().slice(0, 100))
  }
})
