import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Demo } from '../start/demo.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A real `start`, as `pnpm start` runs it, on a folder of its own. */
export class Started {
  readonly url: string
  readonly home: string
  readonly #child: ChildProcess
  said = ''

  constructor(home: string, port: number) {
    this.home = home
    this.url = `http://127.0.0.1:${port}`
    this.#child = spawn(process.execPath, ['test/start.ts'], {
      cwd: root,
      env: { ...process.env, PORT: String(port), PARTLINE_HOME: home, TMPDIR: dirname(home) },
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (text) => {
        this.said += text
      })
  }

  /** The status of /v1/health, or 0 when nothing answers. */
  async health(): Promise<number> {
    try {
      return (await fetch(`${this.url}/v1/health`, { signal: AbortSignal.timeout(2_000) })).status
    } catch {
      return 0
    }
  }

  /** Every different status of /v1/health on the way to `status`. */
  async healthUntil(status: number, withinMs: number): Promise<number[]> {
    const seen: number[] = []
    const end = Date.now() + withinMs
    while (Date.now() < end) {
      const now = await this.health()
      if (seen.at(-1) !== now) seen.push(now)
      if (now === status) return seen
      if (this.#child.exitCode !== null) throw new Error(`start ended (${this.#child.exitCode}):\n${this.said}`)
      await new Promise((wake) => setTimeout(wake, 50))
    }
    throw new Error(`no ${status} within ${withinMs} ms, only ${seen}:\n${this.said}`)
  }

  demo(): Demo {
    return JSON.parse(readFileSync(`${this.home}/demo.json`, 'utf8')) as Demo
  }

  runtimePids(): number[] {
    return JSON.parse(readFileSync(`${this.home}/running.json`, 'utf8')).runtime
  }

  async get<T>(path: string, apiKey: string, channel?: string): Promise<T> {
    const headers = { authorization: `Bearer ${apiKey}`, ...(channel ? { 'partline-channel': channel } : {}) }
    const response = await fetch(`${this.url}${path}`, { headers })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  /** Ends it and answers its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode
    const ended = once(this.#child, 'exit')
    this.#child.kill(signal)
    await ended
    return this.#child.exitCode
  }

  async exitCode(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
    return this.#child.exitCode
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
