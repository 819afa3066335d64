import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { total } from './checks.ts'
import { fillLedgers } from './ledgers.ts'
import type { SoakRuntime } from './runtime.ts'

const SECONDS = 1_000

/** The work that cannot be avoided: every posting of the month added up per channel and account, and kept. */
const AGGREGATE = `create table raw_balance as
  select p.channel_id, p.account_id, sum(iif(p.side = 1, p.amount_fen, 0)) as debit, sum(iif(p.side = -1, p.amount_fen, 0)) as credit
  from entry e cross join posting p on p.channel_id = e.channel_id and p.entry_id = e.id where e.month = ? group by 1, 2`

/** Closes the same month without disturbance through cron and queue, and times raw SQLite on the very same rows. */
export async function cleanRun(
  soak: SoakRuntime,
  channels: number,
  month: string,
  say: (line: string) => void,
): Promise<void> {
  await fillLedgers(soak, channels, month)
  const started = performance.now()
  await soak.runtime.dispatchScheduled('5 * * * *', Date.now())
  while ((await total(soak, 'select count(*) as n from statement')) < channels) await wait(50)
  const product = (performance.now() - started) / SECONDS
  await soak.runtime.dispose()
  const raw = aggregate(soak.folder, month)
  say(
    `clean run: ${channels} channels in ${product.toFixed(2)} s (${Math.round(channels / product)} a second); ` +
      `raw SQLite aggregate of the same rows ${raw.toFixed(2)} s; ratio ${(product / raw).toFixed(1)}`,
  )
}

function aggregate(folder: string, month: string): number {
  let seconds = 0
  for (const file of globSync('**/*.sqlite', { cwd: folder })) {
    const database = new DatabaseSync(join(folder, file))
    const ledger = database.prepare(`select 1 from sqlite_master where name = 'posting'`).get()
    if (ledger) {
      const started = performance.now()
      database.prepare(AGGREGATE).run(month)
      seconds += (performance.now() - started) / SECONDS
    }
    database.close()
  }
  return seconds
}
