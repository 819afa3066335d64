import { env } from 'cloudflare:workers'
import type { Statement } from '@partline/db'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'
import { readEntries, readParts } from './part-prices.repo.ts'

const world = new World({ bindings: env })

test('a cold look-up searches parts and prices by key and never walks through a table', async () => {
  const ctx = world.ctx({ kind: 'hq', role: 'priceManager' })
  const keys = JSON.stringify(['A-1', 'A-2'])
  const sheet = await planOf(readEntries(ctx, keys, 'A', '2026-11-23'))
  expect(sheet.find((line) => /^S\w+ e\b/.test(line))).toMatch(/^SEARCH e .*part_key=\?/)
  const parts = await planOf(readParts(ctx, keys))
  expect(parts.filter((line) => /^SCAN p\b/.test(line))).toEqual([])
})

async function planOf({ text, params }: Statement): Promise<string[]> {
  const query = env.HQ_DB.prepare(`explain query plan ${text}`).bind(...params)
  return (await query.all<{ detail: string }>()).results.map((row) => row.detail)
}
