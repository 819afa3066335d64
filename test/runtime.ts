import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler'
import { buildAssets } from '../workers/build-assets.ts'
import { bundle } from './start/bundle.ts'
import { root } from './start/home.ts'
import { migrate } from './start/migrate.ts'

const configPath = join(root, 'wrangler.toml')

export type RuntimeParts = {
  /** The public port on 127.0.0.1; 0 takes any free one. */
  port: number
  /** The folder that keeps the databases; nothing is kept when left out. */
  persistTo?: string | undefined
  /** Workers beside the product with the same databases; reached with `fetch`, not from outside. */
  extraWorkers?: { name: string; entry: string }[]
  /** A second port straight into the worker, for load tests; 0 takes any free one. Static files, whose router would
   *  stand before the worker, are then left out. */
  directPort?: number
  /** Where to listen for an inspector, to measure the worker's heap. */
  inspectorPort?: number
  /** Plain values in addition to wrangler.toml's `[vars]`. */
  bindings?: Record<string, string>
  /** False leaves the databases as they are; `migrateAll` then does it. */
  migrated?: boolean
  /** One line of the worker's console; errors go to stderr when left out. */
  onLog?: (level: string, message: string) => void
  /** A runtime process is up: the first, and each that replaces one. */
  onReady?: () => void
  /** The runtime process died and Miniflare has started another. */
  onRestart?: () => void
}

type Config = { d1_databases: { binding: string; migrations_dir?: string }[]; triggers: { crons?: string[] } }

export type Runtime = {
  url: string
  directUrl: string | undefined
  /** The cron expressions of wrangler.toml. */
  crons: string[]
  d1(binding: string): Promise<D1Database>
  /** Brings one database, by its binding, or all of them up to date; answers how many files were applied. */
  migrate(binding?: string): Promise<number>
  /** What the platform does when a cron is due. The local runtime never does it itself. */
  dispatchScheduled(cron: string, time: number): Promise<void>
  /** A request to one of `extraWorkers`. */
  fetch(worker: string, request: { path: string; body?: string }): Promise<Response>
  dispose(): Promise<void>
}

/** Runs the production bundle on Miniflare with the bindings of wrangler.toml: the one way start, bench and soak do it. */
export async function startRuntime(parts: RuntimeParts): Promise<Runtime> {
  const built = mkdtempSync(join(tmpdir(), 'partline-'))
  const clear = () => rmSync(built, { recursive: true, force: true })
  process.once('exit', clear)
  const options = await optionsOf(parts, built)
  const miniflare = new Miniflare(options)
  const dispose = async () => {
    await miniflare.dispose()
    clear()
    process.off('exit', clear)
  }
  try {
    const url = (await miniflare.ready).origin
    const directUrl = parts.directPort === undefined ? undefined : (await miniflare.unsafeGetDirectURL(PRODUCT)).origin
    const runtime = { url, directUrl, ...controlsOf(miniflare), dispose }
    parts.onReady?.()
    if (parts.migrated !== false) await runtime.migrate()
    return runtime
  } catch (error) {
    await dispose()
    throw error
  }
}

function controlsOf(miniflare: Miniflare): Omit<Runtime, 'url' | 'directUrl' | 'dispose'> {
  const config: Config = unstable_readConfig({ config: configPath })
  const d1 = async (binding: string) => (await miniflare.getD1Database(binding, PRODUCT)) as unknown as D1Database
  return {
    crons: config.triggers.crons ?? [],
    d1,
    async migrate(binding) {
      const wanted = config.d1_databases.filter((each) => binding === undefined || each.binding === binding)
      const counts = wanted.map(async (each) => migrate(await d1(each.binding), each.migrations_dir ?? ''))
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
    },
    async dispatchScheduled(cron, time) {
      const worker = (await miniflare.getWorker(PRODUCT)) as unknown as Scheduled
      const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date(time) })
      if (outcome !== 'ok') throw new Error(`cron ${cron}: ${outcome}`)
    },
    async fetch(name, { path, body }) {
      const worker = await miniflare.getWorker(name)
      const init = body === undefined ? {} : { method: 'POST', body }
      return (await worker.fetch(`http://${name}${path}`, init)) as unknown as Response
    },
  }
}

/** What Miniflare adds to a worker beside `fetch`. */
type Scheduled = { scheduled(due: { cron: string; scheduledTime: Date }): Promise<{ outcome: string }> }

const PRODUCT = 'partline'

async function optionsOf(parts: RuntimeParts, built: string) {
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(configPath)
  const vars = workerOptions.bindings as Record<string, unknown>
  const extras = parts.extraWorkers ?? []
  buildAssets(root)
  const entries = [{ name: PRODUCT, entry: main ?? '' }, ...extras]
  const scripts = await Promise.all(entries.map(({ name, entry }) => bundle(entry, join(built, name))))
  const { modulesRules: _rules, ...product } = workerOptions
  const { queueConsumers: _queues, cronTriggers: _crons, assets: _assets, ...passive } = product
  const workers = entries.map(({ name }, index) => ({
    ...(index === 0 ? product : passive),
    name,
    modulesRoot: join(built, name),
    modules: modulesOf(scripts[index] ?? ''),
    bindings: { ...vars, ...parts.bindings },
    ...(index === 0 && parts.directPort !== undefined
      ? { assets: undefined, unsafeDirectSockets: [{ host: '127.0.0.1', port: parts.directPort }] }
      : {}),
  })) as unknown as V4WorkerOptions[]
  return {
    ...convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: parts.port,
      cf: false,
      ...(parts.inspectorPort === undefined ? {} : { inspectorPort: parts.inspectorPort }),
      logRequests: false,
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: ({ level, message }) => (parts.onLog ?? logErrors)(level, message),
      unsafeHandleRuntimeRestart: () => {
        parts.onReady?.()
        parts.onRestart?.()
      },
      workers,
    }),
    ...(parts.persistTo === undefined ? {} : { resourcePersistencePath: parts.persistTo }),
  }
}

const TYPES = { '.txt': 'Text', '.html': 'Text', '.sql': 'Text', '.bin': 'Data', '.wasm': 'CompiledWasm' } as const

/** The main module first, then what wrangler put beside it. */
function modulesOf(main: string) {
  const beside = readdirSync(dirname(main)).flatMap((name) => {
    const type = TYPES[extname(name) as keyof typeof TYPES]
    return type === undefined ? [] : [{ type, path: join(dirname(main), name) }]
  })
  return [{ type: 'ESModule' as const, path: main }, ...beside]
}

function logErrors(level: string, message: string): void {
  if (level === 'error') process.stderr.write(`${message}\n`)
}
