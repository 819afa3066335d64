import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, Started } from './started.ts'

const home = join(mkdtempSync(join(tmpdir(), 'partline-large-')), 'home')
let started: Started

beforeAll(async () => {
  started = new Started(home, await freePort())
  await started.healthUntil(200, 90_000)
}, 120_000)

afterAll(async () => {
  await started.stop()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

/** In tests one context serves all requests; here each has its own, and the runtime ends one that waits for another. */
test('large look-ups that arrive together share their writes, and every one is answered and on record', async () => {
  const [channel] = started.demo().channels
  const key = channel?.roles.principal?.apiKey ?? ''
  const { items } = await started.get<{ items: { number: string }[] }>('/v1/parts?limit=21', key)
  const body = JSON.stringify({ partNumbers: items.map((item) => item.number) })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const statuses: number[] = []
  for (let round = 0; round < 20; round++) {
    const asking = Array.from({ length: 24 }, () =>
      fetch(`${started.url}/v1/prices/lookup`, { method: 'POST', headers, body }),
    )
    for (const response of await Promise.all(asking)) {
      statuses.push(response.status)
      await response.text()
    }
  }
  const answered = statuses.filter((status) => status === 200).length
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
  expect(answered).toBeGreaterThan(24)
  const usage = await started.get<{ items: { actorId: string | null; lookups: number }[] }>('/v1/lookup-usage', key)
  expect(usage.items.find((item) => item.actorId === null)?.lookups).toBe(answered * items.length)
})
