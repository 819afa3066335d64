import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Manifest,
  makeBackup,
  readBackup,
  requireEmpty,
  requireSame,
} from '../../workers/operations/backup-set.ts'
import { loadSql, localDatabases } from '../backup/local-databases.ts'
import { type Runtime, startRuntime } from '../runtime.ts'
import type { Demo } from '../start/demo.ts'
import { fill, seedWorker } from '../start/fill.ts'

const folder = mkdtempSync(join(tmpdir(), 'partline-drill-'))
const backup = join(folder, 'backup')
const shell = spawnSync('sqlite3', ['--version'])

let before: Runtime
let after: Runtime
let demo: Omit<Demo, 'baseUrl'>
let manifest: Manifest

beforeAll(async () => {
  before = await startRuntime({ port: 0, extraWorkers: [seedWorker] })
  demo = await fill(before, Date.UTC(2026, 10, 23, 2), () => undefined)
  manifest = await makeBackup(await localDatabases(before), backup, new Date())
  after = await startRuntime({ port: 0, migrated: false })
  const databases = await localDatabases(after)
  for (const [name, { file }] of Object.entries(readBackup(backup).databases)) {
    const ask = databases[name] ?? expect.fail()
    await requireEmpty(name, ask)
    await loadSql(after, name, readFileSync(join(backup, file), 'utf8'))
    await requireSame(name, ask, manifest)
  }
}, 300_000)

afterAll(async () => {
  await before?.dispose()
  await after?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

async function get(runtime: Runtime, path: string, as: string | undefined): Promise<string> {
  const answer = await fetch(`${runtime.url}${path}`, { headers: { authorization: `Bearer ${as}` } })
  expect([path, answer.status]).toEqual([path, 200])
  return answer.text()
}

test('a year of the demonstration is in the backup: every database, quiet while it was read', () => {
  expect(Object.keys(manifest.databases)).toEqual(['HQ_DB', 'CHANNEL_DB_1', 'CHANNEL_DB_2'])
  for (const { quiet } of Object.values(manifest.databases)) expect(quiet).toBe(true)
  const rows = (table: string) =>
    Object.values(manifest.databases).reduce((sum, each) => sum + (each.tables[table]?.rows ?? 0), 0)
  expect(rows('part')).toBeGreaterThan(500)
  expect(rows('entry')).toBeGreaterThan(100)
  expect(rows('statement')).toBe(72)
})

test('what was restored has nothing left to migrate, and refuses what the triggers refuse', async () => {
  expect(await after.migrate()).toBe(0)
  const d1 = await after.d1('CHANNEL_DB_1')
  await expect(d1.prepare('delete from entry').run()).rejects.toThrow('ledger/immutable')
  await expect(d1.prepare('update statement_balance set opening_fen = 0').run()).rejects.toThrow('statement/immutable')
})

test('the same keys see the same prices, orders and statements, and the journals are the same to the byte', async () => {
  expect((await fetch(`${after.url}/v1/health`)).status).toBe(200)
  for (const { roles } of demo.channels) {
    const as = roles.principal?.apiKey
    const orders = await get(before, '/v1/orders?limit=100', as)
    expect(await get(after, '/v1/orders?limit=100', as)).toBe(orders)
    const statements = await get(before, '/v1/statements?limit=100', as)
    expect(await get(after, '/v1/statements?limit=100', as)).toBe(statements)
    for (const { id } of (JSON.parse(statements) as { items: { id: string }[] }).items) {
      const path = `/v1/statements/${id}/journal`
      expect(await get(after, path, as)).toBe(await get(before, path, as))
    }
  }
  const { roles } = demo.channels[0] ?? expect.fail()
  const as = roles.buyer?.apiKey
  const { items } = JSON.parse(await get(after, '/v1/orders?limit=1', as)) as { items: { id: string }[] }
  const order = JSON.parse(await get(after, `/v1/orders/${items[0]?.id}`, as)) as { lines: { partNumber: string }[] }
  const path = `/v1/prices/${encodeURIComponent(order.lines[0]?.partNumber ?? '')}`
  const price = await get(after, path, as)
  expect(JSON.parse(price)).toMatchObject({ status: 'priced', settlementNetFen: expect.any(Number) })
  expect(price).toBe(await get(before, path, as))
})

test('a changed backup file, a full database and a changed row are each noticed', async () => {
  const [name] = Object.keys(manifest.databases) as [string]
  const ask = (await localDatabases(after))[name] ?? expect.fail()
  await expect(requireEmpty(name, ask)).rejects.toThrow('is not empty')
  await (await after.d1(name)).prepare(`insert into deployment (key, value) values ('drill', '1')`).run()
  await expect(requireSame(name, ask, manifest)).rejects.toThrow('differs from the backup in deployment')
  const file = join(backup, manifest.databases[name]?.file ?? '')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('INSERT', 'insert'))
  expect(() => readBackup(backup)).toThrow('is not the file that was backed up')
  writeFileSync(file, text)
})

test.skipIf(shell.error)('each file loads in the sqlite3 of this machine and is whole', () => {
  for (const [name, { file, tables }] of Object.entries(manifest.databases)) {
    const path = join(folder, `${name}.sqlite`)
    const loaded = spawnSync('sqlite3', ['-bail', path], { input: readFileSync(join(backup, file)), encoding: 'utf8' })
    expect([loaded.status, loaded.stderr]).toEqual([0, ''])
    const sql = `pragma integrity_check; pragma foreign_key_check; select count(*) from audit;`
    const checked = spawnSync('sqlite3', [path, sql], { encoding: 'utf8' })
    expect(checked.stdout).toBe(`ok\n${tables.audit?.rows}\n`)
  }
})
