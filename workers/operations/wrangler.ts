import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ask } from './sql-dump.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const config = join(root, 'wrangler.toml')
const program = join(root, 'node_modules/wrangler/bin/wrangler.js')

/** The bindings of the deployment's databases, HQ_DB first. */
export function bindings(): string[] {
  const found = readFileSync(config, 'utf8').matchAll(/^\[\[d1_databases\]\]\s+binding = "(\w+)"/gm)
  const names = [...found].map((match) => match[1] ?? '')
  return ['HQ_DB', ...names.filter((name) => name !== 'HQ_DB')]
}

/** Runs wrangler as the account that `wrangler login` or CLOUDFLARE_API_TOKEN names. @throws with what it said */
export async function wrangler(args: readonly string[]): Promise<string> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const child = spawn(process.execPath, [program, ...args, '--config', config], { cwd: root, env })
  let said = ''
  let complained = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    complained += text
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  if (code !== 0) throw new Error(`wrangler ${args.slice(0, 3).join(' ')} failed:\n${complained || said}`)
  return said
}

/** Where wrangler shall look: Cloudflare, or its own local databases (`--local`, for trying the scripts out). */
export type Place = readonly string[]

/** One database of the deployment, asked through `wrangler d1 execute`. */
export function askThrough(binding: string, place: Place): Ask {
  return async (questions) => {
    const sql = questions.join(';\n')
    const text = await wrangler(['d1', 'execute', binding, ...place, '--yes', '--json', '--command', sql])
    const answers = JSON.parse(text.slice(text.indexOf('['))) as { results: Record<string, unknown>[] }[]
    if (answers.length !== questions.length)
      throw new Error(`${binding} answered ${answers.length} of ${questions.length}`)
    return answers.map((answer) => answer.results)
  }
}

/** Loads a file of SQL into a database. */
export const loadThrough = (binding: string, place: Place, file: string): Promise<string> =>
  wrangler(['d1', 'execute', binding, ...place, '--yes', '--file', file])
