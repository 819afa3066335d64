import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BrandEntry, type BrandPart, EFFECTIVE_ON, TAX_RATE_BPS, VERSIONS } from './brand.ts'
import type { BenchKey } from './fill-partline.ts'

const folder = fileURLToPath(new URL('./peer/', import.meta.url))

export type Peer = { url: string; pid: number; stop(): void }

/** The peer is no member of the workspace: its native code is fetched only when somebody runs the bench. */
export function installPeer(): void {
  if (existsSync(join(folder, 'node_modules/better-sqlite3'))) return
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
}

/** Starts the peer on a new database file with the same brand, keys and versions. */
export async function startPeer(
  brand: { parts: readonly BrandPart[]; entries: readonly BrandEntry[] },
  keys: readonly BenchKey[],
  state: string,
): Promise<Peer> {
  const file = join(state, 'peer-brand.json')
  const hash = (secret: string) => createHash('sha256').update(secret).digest('hex')
  const rows = {
    parts: brand.parts.map((part) => [part.key, part.nameZh, part.nameEn, '件', 'module', 1, 1, TAX_RATE_BPS, null]),
    versions: Object.entries(VERSIONS).map(([book, id]) => [id, book, 'net', EFFECTIVE_ON]),
    entries: brand.entries,
    keys: keys.map((key) => [hash(key.secret), key.id, key.channelId, key.grade, key.role, 1_000_000]),
  }
  writeFileSync(file, JSON.stringify(rows))
  const args = [join(folder, 'server.js'), file, join(state, 'peer.sqlite')]
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const [url] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(refuseDeadPeer)])
  return { url, pid: child.pid ?? 0, stop: () => child.kill() }
}

function refuseDeadPeer(): never {
  throw new Error('the peer ended before it listened')
}
