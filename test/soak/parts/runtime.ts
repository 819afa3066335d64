import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Runtime, startRuntime } from '../../runtime.ts'
import { runtimeProcesses } from '../../start/runtime-process.ts'

const WORKER = { name: 'soak', entry: 'test/worker/soak/main.ts' }

/** A deployment on a folder of its own, whose runtime process can be killed; Miniflare starts another on the same files. */
export class SoakRuntime {
  readonly runtime: Runtime
  readonly folder: string
  kills = 0

  constructor(runtime: Runtime, folder: string) {
    this.runtime = runtime
    this.folder = folder
  }

  /** Runs a soak on a deployment of its own, which is gone afterwards whatever came of it. */
  static async use(work: (soak: SoakRuntime) => Promise<void>, inspectorPort?: number): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'partline-soak-'))
    const port = await freePort()
    const inspector = inspectorPort === undefined ? {} : { inspectorPort }
    const parts = { port, persistTo: folder, extraWorkers: [WORKER], ...inspector }
    const runtime = await startRuntime({ ...parts, onLog: () => undefined })
    try {
      await work(new SoakRuntime(runtime, folder))
    } finally {
      await runtime.dispose().catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** SIGKILL, in the middle of whatever it is doing; back when it answers again. */
  async kill(): Promise<void> {
    const before = runtimeProcesses()
    for (const pid of before) process.kill(pid, 'SIGKILL')
    this.kills++
    const end = Date.now() + 60_000
    while (Date.now() < end) {
      const fresh = runtimeProcesses().some((pid) => !before.includes(pid))
      if (fresh && (await this.answers())) return
      await wait(20)
    }
    throw new Error('the runtime did not come back within a minute')
  }

  /** One request to the soak's own worker; undefined when the runtime died under it. */
  async ask<T>(path: string, body: object): Promise<T | undefined> {
    try {
      const response = await this.runtime.fetch(WORKER.name, { path, body: JSON.stringify(body) })
      return response.ok ? ((await response.json()) as T) : undefined
    } catch {
      return undefined
    }
  }

  async rows<T>(binding: string, sql: string, ...params: unknown[]): Promise<T[]> {
    const d1 = await this.runtime.d1(binding)
    const { results } = await d1
      .prepare(sql)
      .bind(...params)
      .all<T>()
    return results
  }

  async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.runtime.url}/v1/health`, { signal: AbortSignal.timeout(2_000) })).ok
    } catch {
      return false
    }
  }
}

export const SHARDS = ['CHANNEL_DB_1', 'CHANNEL_DB_2'] as const

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}
