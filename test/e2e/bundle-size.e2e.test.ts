import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bundleSize } from '../../workers/operations/bundle-size.ts'
import { bundle } from '../start/bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('what is deployed is at most 700 KB compressed', () => {
  const { gzipBytes } = bundleSize(root)
  expect(gzipBytes).toBeGreaterThan(100_000)
  expect(gzipBytes).toBeLessThanOrEqual(700_000)
})

/** Cloudflare refuses a script whose top level takes longer than a second. */
test('its top level takes less than half of the second that is allowed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'partline-startup-'))
  try {
    const main = await bundle(join(root, 'workers/main.ts'), folder)
    const times = [1, 2, 3].map(() => startUpMs(main))
    expect(Math.min(...times)).toBeGreaterThan(1)
    expect(Math.min(...times)).toBeLessThan(500)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Milliseconds of processor time, so that a busy machine changes little. */
function startUpMs(main: string): number {
  const script = `const before = process.cpuUsage().user; await import(${JSON.stringify(main)})
    console.log((process.cpuUsage().user - before) / 1000)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }))
}
