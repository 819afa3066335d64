import { dirname, join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare'
import { unstable_readConfig } from 'wrangler'
import { root } from '../start/home.ts'

export type Bare = { url: string; bootMs: number; dispose(): Promise<void> }

/** A worker alone in a runtime of its own, on the same kind of port as the product's. */
export async function startBare(script: string, bindings: Record<string, unknown>): Promise<Bare> {
  const config = unstable_readConfig({ config: join(root, 'wrangler.toml') })
  const worker = {
    name: 'bare',
    modulesRoot: dirname(script),
    modules: [{ type: 'ESModule', path: script }],
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    bindings,
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  } as unknown as V4WorkerOptions
  const started = performance.now()
  const options = { host: '127.0.0.1', port: 0, cf: false, logRequests: false, log: new Log(LogLevel.NONE) } as const
  const miniflare = new Miniflare(convertV4MiniflareOptions({ ...options, workers: [worker] }))
  await miniflare.ready
  const bootMs = performance.now() - started
  const url = (await miniflare.unsafeGetDirectURL('bare')).origin
  return { url, bootMs, dispose: () => miniflare.dispose() }
}
