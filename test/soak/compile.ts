import { setTimeout as wait } from 'node:timers/promises'
import { type BrandSize, fillBrand } from './parts/fill-brand.ts'
import { HeapWatch } from './parts/heap-watch.ts'
import { idleMemory, peakMegabytes } from './parts/memory.ts'
import { PriceDesk } from './parts/price-desk.ts'
import { publishDraft } from './parts/publish-draft.ts'
import { freePort, SoakRuntime } from './parts/runtime.ts'
import type { Soak } from './soak.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

type Compilation = {
  id: string
  status: string
  outcome: string | null
  missedModels: number | null
  uniformChangePpm: number | null
  tolerancePpm: number | null
  droppedPairCount: number | null
  failure: string | null
  settlementVersionId: string | null
  guideVersionId: string | null
}

/**
 * The price compiler at full size, through the whole product as a queued job: seconds by phase and the most memory it
 * took; once more with the runtime killed while it is at work, to the same prices; as a draft, handed in and published; and
 * where no prices meet every model. Options: `--models 2000`, `--parts 50000`, `--lines 100` a model.
 */
export const soak: Soak = async (options) => {
  const inspector = await freePort()
  const size = (name: string, usual: number) => Number(options[name] ?? usual)
  const wanted = { models: size('models', 2_000), parts: size('parts', 50_000), lines: size('lines', 100) }
  await SoakRuntime.use((runtime) => compileAll(runtime, wanted, inspector), inspector)
}

async function compileAll(soak: SoakRuntime, size: BrandSize, inspector: number): Promise<void> {
  const desk = await PriceDesk.open(soak)
  await fillBrand(soak, size)
  await desk.ask('POST', '/v1/price-policies', POLICY)
  const heap = await HeapWatch.open(inspector)
  say(`${size.models} models × ${size.parts} parts, ${size.models * size.lines} lines, ${size.parts / 50} like pairs`)
  const [idle] = [await idleMemory()]
  heap.takePeak()
  const first = await compile(soak, desk)
  say(`isolate ${heap.takePeak().toFixed(0)} MB, process +${(peakMegabytes() - idle).toFixed(0)} MB`)
  heap.close()
  const second = await compile(soak, desk, { killed: true })
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
  await publishDraft(desk, await compile(soak, desk, { kind: 'draft' }), say)
  await soak.rows(
    'HQ_DB',
    `update model set dealer_price_net_fen = dealer_price_net_fen * 5 / 4 where cast(substr(key, 3) as integer) % 20 = 0`,
  )
  say('one model in twenty asks for a quarter more:')
  const missed = await compile(soak, desk)
  say(`uniform change ${missed.uniformChangePpm} ppm, tolerance ${missed.tolerancePpm} ppm`)
}

/** Starts a run and follows it; with `killed`, the runtime dies while it is solving and while it is writing. */
async function compile(
  soak: SoakRuntime,
  desk: PriceDesk,
  { killed = false, kind = 'whatIf' }: { killed?: boolean; kind?: 'whatIf' | 'draft' } = {},
): Promise<Compilation> {
  const started = performance.now()
  const { id } = await desk.ask<Compilation>(
    'POST',
    '/v1/compilations',
    kind === 'draft' ? { kind } : { kind, changes: {} },
  )
  const phases = new Map<string, number>()
  const killedIn = new Set<string>()
  for (let n = 1; n < 30_000; n++) {
    const run = await desk.ask<Compilation>('GET', `/v1/compilations/${id}`).catch(() => undefined)
    if (run && !phases.has(run.status)) phases.set(run.status, performance.now() - started)
    if (run && ['failed', 'cancelled'].includes(run.status)) throw new Error(`${run.status}: ${run.failure}`)
    if (run?.status === 'done') {
      const at = [...phases].map(([status, ms]) => `${status} at ${(ms / 1000).toFixed(1)} s`).join(', ')
      say(`${at}: ${run.outcome}, ${run.missedModels} models missed, ${run.droppedPairCount} pairs dropped`)
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
