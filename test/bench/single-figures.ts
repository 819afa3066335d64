import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { bundle } from '../start/bundle.ts'
import { startBare } from './bare.ts'
import { type BrandPart, PARTS } from './brand.ts'
import { callJson } from './call.ts'
import type { BenchKey } from './fill-partline.ts'
import { median } from './rounds.ts'

const IMPORT_LIMIT_MS = 300_000

type OnceParts = {
  url: string
  brand: { parts: readonly BrandPart[] }
  keys: readonly BenchKey[]
  priceManager: string
  state: string
  quick: boolean
}

export type OnceFigures = {
  coldMs: number
  quoteMs: number
  importRows: number
  importSeconds: number
  bundleBytes: number
  bootMs: number
}

/** What is not measured under load: one caller, one request after another. */
export async function measureOnce(parts: OnceParts): Promise<OnceFigures> {
  const { url, brand, keys } = parts
  const times = parts.quick ? 20 : 100
  const key = keys[0]?.secret ?? ''
  const neverAsked = (n: number) => brand.parts[(n * 10 + 1) % PARTS]?.key ?? ''
  const coldMs = await medianMs(times, (n) =>
    callJson(url, 'GET', `/v1/prices/${encodeURIComponent(neverAsked(n))}`, { key }),
  )
  const quoteMs = await medianMs(times, (n) => {
    const lines = Array.from({ length: 20 }, (_, k) => ({
      partNumber: neverAsked(1_000 + n * 20 + k),
      quantity: k + 1,
    }))
    return callJson(url, 'POST', '/v1/quotes', { key, body: { kind: 'purchase', lines } })
  })
  return { coldMs, quoteMs, ...(await importCatalogue(url, parts.priceManager)), ...(await sizeAndStart(parts.state)) }
}

async function medianMs(times: number, ask: (n: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = []
  for (let n = 0; n < times; n++) {
    const started = performance.now()
    await ask(n)
    taken.push(performance.now() - started)
  }
  return median(taken)
}

type Import = { id: string; status: string; counts: { create: number } }

/** The real catalogue through the importer: simulated, then applied. */
async function importCatalogue(url: string, key: string) {
  const packed = readFileSync(new URL('../demo/catalogue/classic-car-parts.csv.gz', import.meta.url))
  const body = gunzipSync(packed).toString('utf8')
  const started = performance.now()
  const path = '/v1/imports?kind=parts&fileName=classic-car-parts.csv'
  const { id } = await callJson<Import>(url, 'POST', path, { key, body, type: 'text/csv' })
  await reached('simulated')
  await callJson(url, 'POST', `/v1/imports/${id}/apply`, { key, body: {} })
  const { counts } = await reached('applied')
  return { importRows: counts.create, importSeconds: (performance.now() - started) / 1000 }

  async function reached(status: string): Promise<Import> {
    for (;;) {
      const now = await callJson<Import>(url, 'GET', `/v1/imports/${id}`, { key })
      if (now.status === status) return now
      if (performance.now() - started > IMPORT_LIMIT_MS) throw new Error(`the import is still ${now.status}`)
      await setTimeout(250)
    }
  }
}

/** The product's own script, compressed as Cloudflare counts it, and how long a runtime takes to be up with it. */
async function sizeAndStart(state: string) {
  const script = await bundle('workers/main.ts', join(state, 'product'))
  const boots: number[] = []
  for (let n = 0; n < 5; n++) {
    const alone = await startBare(script, {})
    boots.push(alone.bootMs)
    await alone.dispose()
  }
  return { bundleBytes: gzipSync(readFileSync(script)).byteLength, bootMs: median(boots) }
}
