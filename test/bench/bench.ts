import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRuntime } from '../runtime.ts'
import { bundle } from '../start/bundle.ts'
import { runtimeProcesses } from '../start/runtime-process.ts'
import { closeOnStop, takeOverSignals } from '../start/stop.ts'
import { requireEveryLookupOnRecord, requireSameAnswers } from './agree.ts'
import { type Bare, startBare } from './bare.ts'
import { askedNumbers, makeBrand } from './brand.ts'
import { callJson } from './call.ts'
import { benchCompile } from './compile/bench-compile.ts'
import { type BenchKey, fillPartline } from './fill-partline.ts'
import { BATCH, batchRequests, Generator, type Load, singleRequests, warmingRequests } from './load.ts'
import { installPeer, startPeer } from './peer.ts'
import { measureRounds } from './rounds.ts'
import { measureOnce } from './single-figures.ts'
import { judge, printLoads, printOnce } from './table.ts'

const quick = process.argv.includes('--quick')
const say = (line: string) => process.stdout.write(`${line}\n`)

const closing: (() => unknown)[] = []

async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close()
}

async function main(): Promise<boolean> {
  const state = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'partline-bench-'))
  closing.push(() => rmSync(state, { recursive: true, force: true }))
  closeOnStop(closeAll)
  try {
    return await measure(state)
  } finally {
    await closeAll()
  }
}

async function measure(state: string): Promise<boolean> {
  installPeer()
  say('Opening a brand of 100,000 parts, 10 channels and 50 keys …')
  const brand = makeBrand()
  const numbers = askedNumbers(brand.parts)
  const runtime = await startRuntime({ port: 0, directPort: 0, persistTo: join(state, 'partline') })
  closing.push(runtime.dispose)
  const [partlinePid = 0] = runtimeProcesses()
  const url = runtime.directUrl ?? ''
  const { keys, priceManager } = await fillPartline(runtime, url, brand)
  const peer = await startPeer(brand, keys, state)
  closing.push(peer.stop)
  const compared = await requireSameAnswers(url, peer.url, keys, numbers)
  const bare = await startConstant(state, await oneItem(url, keys, numbers))
  closing.push(bare.dispose)
  takeOverSignals()
  const barePid = runtimeProcesses().find((pid) => pid !== partlinePid) ?? 0

  const generator = new Generator()
  closing.push(() => generator.stop())
  const load = (address: string, requests: string[]): Load => ({ port: Number(new URL(address).port), requests })
  say('Warming up, then measuring in turns …')
  const warming = warmingRequests(keys, numbers)
  const warm = async (address: string) => (await generator.press(load(address, warming), 0, warming.length)).answered
  const asked = { partline: compared + 1 + BATCH * (await warm(url)), peer: compared + BATCH * (await warm(peer.url)) }
  const singles = singleRequests(keys, numbers)
  const batches = batchRequests(keys, numbers)
  const loads = await measureRounds(generator, quick, [
    { name: 'bare', pid: barePid, load: load(bare.url, singles) },
    { name: 'single', pid: partlinePid, load: load(url, singles) },
    { name: 'peer single', pid: peer.pid, load: load(peer.url, singles) },
    { name: 'batch', pid: partlinePid, load: load(url, batches) },
    { name: 'peer batch', pid: peer.pid, load: load(peer.url, batches) },
  ])
  printLoads(say, loads)
  say(await requireEveryLookupOnRecord(runtime, peer.url, loads, asked))
  say('Cold look-ups, quotes, the real catalogue …')
  printOnce(say, await measureOnce({ url, brand, keys, priceManager, state, quick }))
  return judge(say, loads)
}

async function oneItem(url: string, keys: readonly BenchKey[], numbers: readonly string[]): Promise<object> {
  const key = keys.find(({ role }) => role === 'buyer')?.secret ?? ''
  return callJson<object>(url, 'GET', `/v1/prices/${encodeURIComponent(numbers[0] ?? '')}`, { key })
}

async function startConstant(state: string, item: object): Promise<Bare> {
  const script = await bundle(fileURLToPath(new URL('./peer/bare.js', import.meta.url)), join(state, 'bare'))
  return startBare(script, { ITEM: item })
}

const run = process.argv[2] === 'compile' ? benchCompile : main

run().then(
  (held) => process.exit(held ? 0 : 1),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  },
)
