import type { D1Database } from '@cloudflare/workers-types'
import type { Ask } from '../../workers/operations/sql-dump.ts'
import { statementsOf } from '../../workers/operations/sql-statements.ts'
import type { Runtime } from '../runtime.ts'

const BINDINGS = ['HQ_DB', 'CHANNEL_DB_1', 'CHANNEL_DB_2']
const AT_ONCE = 40

const askOf = (d1: D1Database): Ask => {
  return async (questions) => {
    const answers = await d1.batch<Record<string, unknown>>(questions.map((sql) => d1.prepare(sql)))
    return answers.map((answer) => answer.results)
  }
}

/** The databases of a local runtime, to be asked as a backup asks. */
export async function localDatabases(runtime: Runtime): Promise<Record<string, Ask>> {
  const each = BINDINGS.map(async (name) => [name, askOf(await runtime.d1(name))] as const)
  return Object.fromEntries(await Promise.all(each))
}

/** What `wrangler d1 execute --file` does. */
export async function loadSql(runtime: Runtime, binding: string, sql: string): Promise<void> {
  const d1 = await runtime.d1(binding)
  const statements = statementsOf(sql)
  for (let at = 0; at < statements.length; at += AT_ONCE)
    await d1.batch(statements.slice(at, at + AT_ONCE).map((text) => d1.prepare(text)))
}
