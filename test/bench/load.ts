import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { BenchKey } from './fill-partline.ts'
import type { LoadOrder, LoadResult } from './load-thread.ts'

const CONNECTIONS = 48
const VARIETY = 20_000

/** Numbers in a batch. */
export const BATCH = 100

/** Presses on one address with one kind of request. */
export type Load = { port: number; requests: string[] }

/** The load generator: one thread of its own, the same for everything that is measured. */
export class Generator {
  readonly #thread = new Worker(new URL('./load-thread.ts', import.meta.url))

  /** For so long, and then until `atLeast` requests have been asked. */
  async press({ port, requests }: Load, ms: number, atLeast = 0): Promise<LoadResult> {
    this.#thread.postMessage({ port, requests, connections: CONNECTIONS, ms, atLeast } satisfies LoadOrder)
    const [result] = (await once(this.#thread, 'message')) as [LoadResult]
    if (result.refused > 0) throw new Error(`${result.refused} of ${result.answered} requests were refused`)
    return result
  }

  async stop(): Promise<void> {
    await this.#thread.terminate()
  }
}

const head = (method: string, path: string, key: BenchKey) =>
  `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key.secret}\r\naccept: */*\r\n`

/** Single look-ups: every number, by keys in turn. */
export function singleRequests(keys: readonly BenchKey[], numbers: readonly string[]): string[] {
  return Array.from({ length: VARIETY }, (_, n) => {
    const number = numbers[(n * 7_919) % numbers.length] ?? ''
    return `${head('GET', `/v1/prices/${encodeURIComponent(number)}`, pick(keys, n))}\r\n`
  })
}

/** Look-ups of 100 numbers each. */
export function batchRequests(keys: readonly BenchKey[], numbers: readonly string[]): string[] {
  return Array.from({ length: VARIETY / BATCH }, (_, n) =>
    batchRequest(
      pick(keys, n),
      Array.from({ length: BATCH }, (_, k) => numbers[(n * 7_919 + k * 97) % numbers.length] ?? ''),
    ),
  )
}

/** Every number once for every grade, so that nothing measured later is a cold look-up. */
export function warmingRequests(keys: readonly BenchKey[], numbers: readonly string[]): string[] {
  const oneOfEachGrade = [...new Map(keys.map((key) => [key.grade, key])).values()]
  return oneOfEachGrade.flatMap((key) =>
    Array.from({ length: numbers.length / BATCH }, (_, n) =>
      batchRequest(key, numbers.slice(n * BATCH, (n + 1) * BATCH)),
    ),
  )
}

function batchRequest(key: BenchKey, partNumbers: readonly string[]): string {
  const body = JSON.stringify({ partNumbers })
  const type = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  return `${head('POST', '/v1/prices/lookup', key)}${type}\r\n${body}`
}

const pick = (keys: readonly BenchKey[], n: number) => keys[n % keys.length] as BenchKey
