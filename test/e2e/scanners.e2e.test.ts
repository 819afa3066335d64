import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, Started } from './started.ts'

const installed = (tool: string) => spawnSync(tool, ['--version']).status === 0
const work = mkdtempSync(join(tmpdir(), 'partline-scan-'))
const control = { url: '', process: undefined as ChildProcess | undefined }
let started: Started
let key: string
let channel: string
const named = (text: string) => text.replace('OWN', channel)

/** Outside scanners, each against planted faults in the same run: one that misses those proves nothing. */
describe.skipIf(!installed('sqlmap') || !installed('wapiti'))('scanners', () => {
  beforeAll(async () => {
    const port = await freePort()
    control.process = spawn(process.execPath, [join(import.meta.dirname, 'scanners/control.ts'), String(port)])
    control.url = `http://127.0.0.1:${port}`
    if (control.process.stdout) await once(control.process.stdout, 'data')
    started = new Started(join(work, 'home'), await freePort())
    await started.healthUntil(200, 90_000)
    const [first] = started.demo().channels
    key = first?.roles.principal?.apiKey ?? ''
    channel = first?.id ?? ''
  }, 100_000)

  afterAll(async () => {
    control.process?.kill()
    await started.stop()
    rmSync(work, { recursive: true, force: true })
  })

  test('sqlmap finds the planted injection', async () => {
    const said = await sqlmap('-u', `${control.url}/parts?q=part+10`, '-p', 'q')
    expect(said).toContain('identified the following injection point')
    expect(said).toContain('back-end DBMS: SQLite')
  })

  test.each([
    ['the search', '/v1/parts?q=bearing&limit=10', ['-p', 'q']],
    ['a sort order', '/v1/orders?sort=placedAt&limit=5', ['-p', 'sort']],
    ['a month', '/v1/statements?month=2026-01', ['-p', 'month']],
    ['a path', '/v1/prices/A-1*', []],
    ['a header', '/v1/statements', ['-H', 'Partline-Channel: OWN*']],
  ])('sqlmap finds nothing in %s of the product', async (_, path, more) => {
    const said = await sqlmap('-u', started.url + path, '-H', `Authorization: Bearer ${key}`, ...more.map(named))
    expect(said).toContain('all tested parameters do not appear to be injectable')
    expect(said).not.toMatch(/\b5\d\d \(|identified the following injection point/)
  })

  test('wapiti finds the planted injection and script', async () => {
    const found = await wapiti('control', control.url)
    expect(found).toMatchObject({ 'SQL Injection': 1, 'Cross Site Scripting': 1 })
  })

  test('wapiti finds nothing in the product: no weakness and no fault', async () => {
    const paths = ['/v1/parts?q=bearing', '/v1/orders?sort=placedAt', '/v1/statements?month=2026-01', '/v1/reference']
    const starts = paths.flatMap((path) => ['-s', started.url + path])
    expect(await wapiti('product', started.url, ...starts, '-H', `Authorization: Bearer ${key}`)).toEqual({})
  })
})

function run(command: string, args: string[]): Promise<string> {
  return new Promise((done) => {
    execFile(command, args, { cwd: work, timeout: 100_000, maxBuffer: 50_000_000 }, (_, out, err) => done(out + err))
  })
}

const sqlmap = (...args: string[]) =>
  run('sqlmap', [
    ...args,
    ...['--batch', '--technique=BEU', '--level=2', '--risk=1', '--flush-session', '--disable-coloring'],
    `--output-dir=${join(work, 'sqlmap')}`,
  ])

/** How many findings of each kind, faults of the server included. */
async function wapiti(name: string, url: string, ...args: string[]): Promise<Record<string, number>> {
  const report = join(work, `${name}.json`)
  const modules = 'sql,xss,exec,file,crlf,redirect'
  const said = await run('wapiti', [
    ...['-u', `${url}/`, ...args, '-m', modules, '--scope', 'folder', '-f', 'json', '-o', report],
    ...['--flush-session', '--no-bugreport', '--store-session', join(work, name)],
  ])
  expect(said).toContain('A report has been generated')
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    string,
    Record<string, unknown[]>
  >
  const kinds = Object.entries({ ...vulnerabilities, ...anomalies }).filter(([, each]) => each.length > 0)
  return Object.fromEntries(kinds.map(([kind, each]) => [kind, each.length]))
}
