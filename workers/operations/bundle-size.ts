import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export type BundleSize = { bytes: number; gzipBytes: number }

/** What `wrangler deploy` would upload: its size, and its size compressed as Cloudflare counts it. */
export function bundleSize(root: string): BundleSize {
  const folder = mkdtempSync(join(tmpdir(), 'partline-size-'))
  try {
    const program = join(root, 'node_modules/wrangler/bin/wrangler.js')
    const args = [program, 'deploy', '--dry-run', '--outdir', folder]
    const env = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' }
    const done = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(done.stderr || done.stdout)
    const files = readdirSync(folder).filter((name) => /\.(js|mjs|wasm|txt|bin|html|sql)$/.test(name))
    const contents = files.map((name) => readFileSync(join(folder, name)))
    return {
      bytes: files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
      gzipBytes: contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).byteLength, 0),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { bytes, gzipBytes } = bundleSize(new URL('../..', import.meta.url).pathname)
  process.stdout.write(`${(bytes / 1024).toFixed(0)} KiB, ${(gzipBytes / 1024).toFixed(0)} KiB gzip\n`)
}
