import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, Started } from './started.ts'

const CHANNEL_ROLES = ['buyer', 'finance', 'principal', 'serviceAdviser', 'storekeeper', 'technician']
const HQ_ROLES = ['admin', 'auditor', 'priceManager', 'serviceDirector', 'settlementAccountant']

type Price = { status: string; guideGrossFen?: number; settlementNetFen?: number }
type Orders = { items: { id: string }[] }

const home = join(mkdtempSync(join(tmpdir(), 'partline-e2e-')), 'home')
let started: Started
let port: number
let statuses: number[]
let partNumber: string

beforeAll(async () => {
  port = await freePort()
  started = new Started(home, port)
  statuses = await started.healthUntil(200, 60_000)
}, 70_000)

afterAll(async () => {
  await started.stop()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

test('an empty folder answers 503 while it is filled, and 200 only when the keys are on disk', () => {
  expect(statuses.slice(-2)).toEqual([503, 200])
  expect(existsSync(join(home, 'demo.json'))).toBe(true)
})

test('the demonstration has a key in every role, in six channels on both shards, of three grades', async () => {
  const demo = started.demo()
  expect(demo.baseUrl).toBe(started.url)
  expect(Object.keys(demo.hq).toSorted()).toEqual(HQ_ROLES)
  expect(demo.channels).toHaveLength(6)
  expect([...new Set(demo.channels.map((channel) => channel.shard))].toSorted()).toEqual(['1', '2'])
  expect([...new Set(demo.channels.map((channel) => channel.grade))].toSorted()).toEqual(['A', 'B', 'C'])
  for (const channel of demo.channels) expect(Object.keys(channel.roles).toSorted()).toEqual(CHANNEL_ROLES)
  for (const { roles, id } of demo.channels)
    for (const { apiKey } of Object.values(roles))
      expect(await started.get('/v1/me', apiKey)).toMatchObject({ channel: { id, status: 'active' } })
})

test('a buyer sees a part priced, and a service adviser sees it without her channel’s own price', async () => {
  const { roles } = started.demo().channels[0] ?? expect.fail()
  const orders = await started.get<Orders>('/v1/orders?limit=1', roles.buyer?.apiKey ?? '')
  const order = await started.get<{ lines: { partNumber: string }[] }>(
    `/v1/orders/${orders.items[0]?.id}`,
    roles.buyer?.apiKey ?? '',
  )
  partNumber = order.lines[0]?.partNumber ?? ''
  const path = `/v1/prices/${encodeURIComponent(partNumber)}`
  const seen = await started.get<Price>(path, roles.buyer?.apiKey ?? '')
  expect(seen).toMatchObject({ status: 'priced', settlementNetFen: expect.any(Number) })
  const { settlementNetFen, ...guide } = await started.get<Price>(path, roles.serviceAdviser?.apiKey ?? '')
  expect(settlementNetFen).toBeUndefined()
  expect(guide.guideGrossFen).toBe(seen.guideGrossFen)
})

test('every channel has a statement for each of the twelve months that are over', async () => {
  const { hq, channels } = started.demo()
  for (const channel of channels) {
    const path = '/v1/statements?limit=100'
    const page = await started.get<{ items: { month: string }[] }>(path, hq.auditor?.apiKey ?? '', channel.id)
    expect(new Set(page.items.map((each) => each.month)).size).toBe(12)
  }
})

test('a runtime that is killed comes back by itself with its data', async () => {
  const [pid] = started.runtimePids()
  process.kill(pid ?? expect.fail(), 'SIGKILL')
  await started.healthUntil(200, 10_000)
  await expect.poll(() => started.runtimePids(), { timeout: 5_000 }).not.toContain(pid)
  const { roles } = started.demo().channels[0] ?? expect.fail()
  const path = `/v1/prices/${encodeURIComponent(partNumber)}`
  expect(await started.get<Price>(path, roles.buyer?.apiKey ?? '')).toMatchObject({ status: 'priced' })
})

test('nobody else may start on the same data, take the port, or reset it meanwhile', async () => {
  const second = new Started(home, await freePort())
  expect(await second.exitCode()).toBe(1)
  expect(second.said).toContain('already running')
  const elsewhere = new Started(`${home}-2`, port)
  expect(await elsewhere.exitCode()).toBe(1)
  expect(elsewhere.said).toContain(`Port ${port} is taken`)
  const reset = spawnSync(process.execPath, ['test/reset.ts'], { env: { ...process.env, PARTLINE_HOME: home } })
  expect(reset.status).toBe(1)
  expect(existsSync(home)).toBe(true)
})

test('it stops with 0, and a second start keeps data and keys and is ready within ten seconds', async () => {
  const before = readFileSync(join(home, 'demo.json'), 'utf8')
  const { hq } = started.demo()
  const newest = () => started.get<Orders>('/v1/orders?limit=1', hq.auditor?.apiKey ?? '')
  const order = await newest()
  expect(await started.stop()).toBe(0)
  started = new Started(home, port)
  expect(await started.healthUntil(200, 10_000)).not.toContain(503)
  expect(readFileSync(join(home, 'demo.json'), 'utf8')).toBe(before)
  expect(await newest()).toEqual(order)
})

test('after a start that was killed outright, the next one clears its runtime away and serves', async () => {
  await started.stop('SIGKILL')
  started = new Started(home, port)
  await expect.poll(() => started.said, { timeout: 15_000 }).toContain('Ctrl+C')
  expect(await started.health()).toBe(200)
})
