import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { HeapWatch } from './parts/heap-watch.ts'
import { COLUMNS, csvFile, partRow, xlsxFile } from './parts/import-files.ts'
import { idleMemory, peakMegabytes } from './parts/memory.ts'
import { freePort, SoakRuntime } from './parts/runtime.ts'
import type { Soak } from './soak.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const LIMIT_MB = 128

type Import = { id: string; status: string; counts: Record<string, number>; progress: Record<string, number> }

/**
 * Files of 100,000 rows by 10 columns through the whole product: seconds and the most memory it took, for parts as CSV
 * and XLSX and prices as CSV; then one whose runtime is killed while it is judged and while it is written. Option:
 * `--rows 100000`.
 */
export const soak: Soak = async (options) => {
  const inspector = await freePort()
  await SoakRuntime.use((runtime) => measureAll(runtime, Number(options.rows ?? 100_000), inspector), inspector)
}

async function measureAll(soak: SoakRuntime, rows: number, inspector: number): Promise<void> {
  const heap = await HeapWatch.open(inspector)
  const desk = new ImportDesk(soak, await newKey(soak), heap)
  const parts = (name: number) => Array.from({ length: rows }, (_, n) => partRow(n, name))
  say(
    `${rows} rows × ${COLUMNS.length} columns; isolate: what the product held after a collection; process: the\npeak of workerd less idle, with the local D1, R2 and queues in it`,
  )
  await desk.measure('parts CSV', 'kind=parts', 'text/csv', csvFile(COLUMNS, parts(1)), { create: rows })
  await desk.measure('parts XLSX', 'kind=parts', XLSX, xlsxFile(COLUMNS, parts(2)), { update: rows })
  const versionId = await desk.draft()
  const more = [...'abcdefg']
  const prices = Array.from({ length: rows }, (_, n) => [`SOAK-${n}`, ((n % 9_000) + 1) / 100, '', ...more])
  const header = ['part_number', 'price', 'grade', ...more]
  await desk.measure('prices CSV', `kind=prices&versionId=${versionId}`, 'text/csv', csvFile(header, prices), {
    create: rows,
  })
  heap.close()
  await desk.killed(csvFile(COLUMNS, parts(3)), rows)
  const [left] = await soak.rows<{ n: number; v: number }>(
    'HQ_DB',
    `select count(*) as n, max(version) as v from part where name_en like 'BEARING 3 %'`,
  )
  if (left?.n !== rows) throw new Error(`${left?.n} parts of ${rows} have the last name`)
  say(`after ${soak.kills} kills every one of ${rows} rows is written, none twice (highest part version ${left.v})`)
}

class ImportDesk {
  readonly #soak: SoakRuntime
  readonly #key: string
  readonly #heap: HeapWatch

  constructor(soak: SoakRuntime, key: string, heap: HeapWatch) {
    this.#soak = soak
    this.#heap = heap
    this.#key = key
  }

  async measure(name: string, query: string, type: string, body: Uint8Array, counts: Record<string, number>) {
    const idle = await idleMemory()
    this.#heap.takePeak()
    const started = performance.now()
    const { id } = await this.#send<Import>('POST', `/v1/imports?fileName=soak&${query}`, type, body)
    const received = performance.now()
    const simulated = await this.#until(id, 'simulated')
    const judged = performance.now()
    for (const [verdict, count] of Object.entries(counts))
      if (simulated.counts[verdict] !== count) throw new Error(`${name}: ${JSON.stringify(simulated.counts)}`)
    await this.#send('POST', `/v1/imports/${id}/apply`, 'application/json', '{}')
    await this.#until(id, 'applied')
    const seconds = [started, received, judged, performance.now()]
    const [upload, simulate, apply] = seconds.slice(1).map((at, n) => ((at - (seconds[n] ?? 0)) / 1000).toFixed(1))
    const [heap, peak] = [this.#heap.takePeak(), peakMegabytes() - idle]
    const size = (body.length / 1_048_576).toFixed(1)
    const figures = `upload ${upload} s, simulated ${simulate} s, applied ${apply} s`
    say(`${name.padEnd(11)} ${size} MB: ${figures}; isolate ${heap.toFixed(0)} MB, process +${peak.toFixed(0)} MB`)
    if (heap > LIMIT_MB) throw new Error(`${name}: the isolate held over ${LIMIT_MB} MB`)
  }

  /** The runtime dies while the file is judged, and again while it is written. */
  async killed(body: Uint8Array, rows: number): Promise<void> {
    const { id } = await this.#send<Import>('POST', '/v1/imports?fileName=soak&kind=parts', 'text/csv', body)
    await this.#until(id, 'simulated', (batch) => (batch.progress.staged ?? 0) > rows / 3)
    await this.#soak.kill()
    const at = await this.#until(id, 'simulated', () => true)
    say(`killed at ${at.progress.staged} rows staged, ${at.progress.judged} judged`)
    await this.#until(id, 'simulated')
    await this.#send('POST', `/v1/imports/${id}/apply`, 'application/json', '{}')
    await this.#until(id, 'applied', (batch) => (batch.progress.applied ?? 0) > rows / 3)
    await this.#soak.kill()
    say(`killed at ${(await this.#until(id, 'applied', () => true)).progress.applied} rows written`)
    await this.#until(id, 'applied')
  }

  async draft(): Promise<string> {
    const path = '/v1/price-books/guide/versions'
    return (await this.#send<{ id: string }>('POST', path, 'application/json', '{"taxBasis":"net"}')).id
  }

  async #until(id: string, status: string, enough = (_: Import) => false): Promise<Import> {
    const end = Date.now() + 300_000
    for (let n = 1; Date.now() < end; n++) {
      const batch = await this.#send<Import>('GET', `/v1/imports/${id}`).catch(() => undefined)
      if (batch && (batch.status === status || enough(batch))) return batch
      if (batch && ['failed', 'cancelled'].includes(batch.status)) throw new Error(`${id} has ${batch.status}`)
      await wait(20)
      if (n % 250 === 0) await this.#minute()
    }
    throw new Error(`${id} did not come to ${status} within five minutes`)
  }

  /** The queue of the local runtime dies with it; the minute cron finds what it held. */
  #minute = () => this.#soak.runtime.dispatchScheduled('* * * * *', Date.now() + 3_600_000).catch(() => undefined)

  async #send<T>(method: string, path: string, type = 'application/json', body?: Uint8Array | string): Promise<T> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#key}`, 'content-type': type }
    if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID()
    const response = await fetch(`${this.#soak.runtime.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body as string }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }
}

async function newKey(soak: SoakRuntime): Promise<string> {
  const secret = `plk_${randomBytes(32).toString('base64url')}`
  await soak.rows(
    'HQ_DB',
    `insert into api_key (channel_id, id, key_hash, label, role, lookups_per_minute, created_at, created_by, expires_at)
      values ('hq', 'key_soak', ?, 'soak', 'priceManager', 1, 1, 'soak', ?)`,
    createHash('sha256').update(secret).digest('hex'),
    Date.now() + 86_400_000,
  )
  return secret
}
