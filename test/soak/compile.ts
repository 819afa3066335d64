import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type BrandSize, fillBrand } from './parts/fill-brand.ts'
import { HeapWatch } from './parts/heap-watch.ts'
import { idleMemory, peakMegabytes } from './parts/memory.ts'
import { freePort, SoakRuntime } from './parts/runtime.ts'
import type { Soak } from './soak.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

type Compilation = {
  id: string
  status: string
  outcome: string | null
  missedModels: number | null
  droppedPairs: object[]
  failure: string | null
}

/**
 * The price compiler at full size, through the whole product as a queued job: seconds by phase and the most memory it
 * took; then once more with the runtime killed while it is at work, to the same prices. Options: `--models 2000`,
 * `--parts 50000`, `--lines 100` a model.
 */
export const soak: Soak = async (options) => {
  const inspector = await freePort()
  const size = (name: string, usual: number) => Number(options[name] ?? usual)
  const wanted = { models: size('models', 2_000), parts: size('parts', 50_000), lines: size('lines', 100) }
  await SoakRuntime.use((runtime) => compileAll(runtime, wanted, inspector), inspector)
}

async function compileAll(soak: SoakRuntime, size: BrandSize, inspector: number): Promise<void> {
  const key = await newKey(soak)
  await fillBrand(soak, size)
  await ask(soak, key, 'POST', '/v1/price-policies', POLICY)
  const heap = await HeapWatch.open(inspector)
  say(`${size.models} models × ${size.parts} parts, ${size.models * size.lines} lines, ${size.parts / 50} like pairs`)
  const [idle] = [await idleMemory()]
  heap.takePeak()
  const first = await compile(soak, key)
  say(`isolate ${heap.takePeak().toFixed(0)} MB, process +${(peakMegabytes() - idle).toFixed(0)} MB`)
  heap.close()
  const second = await compile(soak, key, true)
  const [same] = await soak.rows<{ n: number }>(
    'HQ_DB',
    `select count(*) as n from compiled_price a join compiled_price b on b.part_key = a.part_key
      where a.compilation_id = ? and b.compilation_id = ? and a.settlement_fen is b.settlement_fen`,
    first.id,
    second.id,
  )
  if (same?.n !== size.parts)
    throw new Error(`${same?.n} of ${size.parts} prices are the same after ${soak.kills} kills`)
  say(`after ${soak.kills} kills every one of ${size.parts} prices is the same`)
}

/** Starts a run and follows it; with `killed`, the runtime dies while it is solving and while it is writing. */
async function compile(soak: SoakRuntime, key: string, killed = false): Promise<Compilation> {
  const started = performance.now()
  const { id } = await ask<Compilation>(soak, key, 'POST', '/v1/compilations', { kind: 'whatIf', changes: {} })
  const phases = new Map<string, number>()
  const killedIn = new Set<string>()
  for (let n = 1; n < 30_000; n++) {
    const run = await ask<Compilation>(soak, key, 'GET', `/v1/compilations/${id}`).catch(() => undefined)
    if (run && !phases.has(run.status)) phases.set(run.status, performance.now() - started)
    if (run && ['failed', 'cancelled'].includes(run.status)) throw new Error(`${run.status}: ${run.failure}`)
    if (run?.status === 'done') {
      const at = [...phases].map(([status, ms]) => `${status} at ${(ms / 1000).toFixed(1)} s`).join(', ')
      say(`${at}: ${run.outcome}, ${run.missedModels} models missed, ${run.droppedPairs.length} pairs dropped`)
      return run
    }
    if (killed && run && ['solving', 'writing'].includes(run.status) && !killedIn.has(run.status)) {
      killedIn.add(run.status)
      await soak.kill()
    }
    await wait(50)
    if (n % 100 === 0) await soak.runtime.dispatchScheduled('* * * * *', Date.now() + 3_600_000).catch(() => undefined)
  }
  throw new Error(`${id} did not end`)
}

const POLICY = {
  note: 'soak',
  ...{ corridorBps: 1_000, familyCorridorBps: 1_000, likeToleranceBps: 500, supersessionToleranceBps: 3_000 },
  ...{
    settlementStepFen: 1,
    guideStepFen: 100,
    guideModuleBps: 14_000,
    guideWearBps: 13_000,
    guideStandardBps: 13_000,
  },
  lines: [
    {
      ...{ productLine: '', factorBps: 20_000, toleranceBps: 100 },
      ...{ moduleMarginBps: 10_000, wearMarginBps: 0, standardMarginBps: 800 },
    },
  ],
}

async function ask<T>(soak: SoakRuntime, key: string, method: string, path: string, body?: object): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID()
  const response = await fetch(`${soak.runtime.url}${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
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
