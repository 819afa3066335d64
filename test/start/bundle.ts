import { spawn } from 'node:child_process'
import { basename, join } from 'node:path'
import { root } from './home.ts'

const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
const quiet = { CI: '1', WRANGLER_LOG: 'error', WRANGLER_SEND_METRICS: 'false' }

/**
 * Bundles an entry exactly as `wrangler deploy` would, into `folder`.
 * @returns the path of the bundle's main module
 */
export async function bundle(entry: string, folder: string): Promise<string> {
  const args = [wrangler, 'deploy', entry, '--dry-run', '--outdir', folder]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...quiet } })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    said += text
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  if (code !== 0) throw new Error(`${entry} does not bundle:\n${said}`)
  return join(folder, basename(entry).replace(/\.ts$/, '.js'))
}
