import { check, expectEqual, LEDGER_CHECKS, total } from './parts/checks.ts'
import { cleanRun } from './parts/clean-closing.ts'
import { LatePayers } from './parts/late-payers.ts'
import { channelIds, fillLedgers } from './parts/ledgers.ts'
import { SoakRuntime } from './parts/runtime.ts'
import type { Soak } from './soak.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const PER_MESSAGE = 50
const LANES = 4

type Message = { shard: string; channelIds: string[] }

/**
 * Closes a month of many channels while everything goes wrong: every message delivered at least twice, the runtime
 * killed, late postings racing. Options: `--channels 10000 --kills 10`. Then a clean run, timed beside raw SQLite.
 */
export const soak: Soak = async (options) => {
  const channels = Number(options.channels ?? 10_000)
  const kills = Number(options.kills ?? 10)
  const month = lastMonth(Date.now())
  say(`${channels} channels × 20 postings; ${kills} kills`)
  await SoakRuntime.use((hostile) => hostileRun(hostile, channels, kills, month))
  await SoakRuntime.use((clean) => cleanRun(clean, channels, month, say))
}

async function hostileRun(soak: SoakRuntime, channels: number, kills: number, month: string): Promise<void> {
  await fillLedgers(soak, channels, month)
  const started = performance.now()
  const payers = new LatePayers(soak, channels, month)
  const paying = payers.run()
  const deliveries = await deliverTwice(soak, messagesOf(channels), kills)
  payers.stop()
  await paying
  await payers.settle()
  await afterwards(soak, channels, month, payers)
  const seconds = (performance.now() - started) / 1000
  say(
    `hostile run: ${deliveries} deliveries, ${soak.kills} kills, ${payers.sent} late postings (${payers.acknowledged} ` +
      `acknowledged before the end), ${seconds.toFixed(1)} s: each closed once, statements = ledger, nothing lost`,
  )
}

function lastMonth(now: number): string {
  const shanghai = new Date(now + 8 * 3_600_000)
  return new Date(Date.UTC(shanghai.getUTCFullYear(), shanghai.getUTCMonth() - 1)).toISOString().slice(0, 7)
}

function messagesOf(channels: number): Message[] {
  return ['1', '2'].flatMap((shard) => {
    const ids = channelIds(shard, channels)
    return Array.from({ length: Math.ceil(ids.length / PER_MESSAGE) }, (_, n) => ({
      shard,
      channelIds: ids.slice(n * PER_MESSAGE, (n + 1) * PER_MESSAGE),
    }))
  })
}

/** Until each message has been acknowledged twice; a runtime that died acknowledged nothing. @returns deliveries tried */
async function deliverTwice(soak: SoakRuntime, messages: Message[], kills: number): Promise<number> {
  const waiting = [...messages, ...messages].toSorted(() => Math.random() - 0.5)
  const whole = waiting.length
  let tried = 0
  let killing = Promise.resolve()
  const lane = async () => {
    for (let message = waiting.pop(); message; message = waiting.pop()) {
      tried++
      const acked = await soak.ask<number[]>('/queue', { queue: 'partline-closing', bodies: [message] })
      if (acked?.length !== 1) waiting.unshift(message)
      await killing
      if (soak.kills < kills && (whole - waiting.length) / whole > (soak.kills + 0.5) / kills) killing = soak.kill()
    }
  }
  await soak.runtime.dispatchScheduled('5 * * * *', Date.now())
  while (waiting.length > 0) await Promise.all(Array.from({ length: LANES }, lane))
  await killing
  await soak.runtime.dispatchScheduled('5 * * * *', Date.now())
  expectEqual('kills', soak.kills, kills)
  return tried
}

async function afterwards(soak: SoakRuntime, channels: number, month: string, payers: LatePayers): Promise<void> {
  await check(soak, LEDGER_CHECKS)
  await check(soak, [
    { name: 'a channel closed more than once', sql: `select 1 from statement group by channel_id having count(*) > 1` },
    {
      name: 'a channel without its statement, its lock or its next month',
      sql: `select 1 from channel_control k where not exists (select 1 from statement s where s.channel_id = k.channel_id
          and s.month = '${month}')
        or not exists (select 1 from period p where p.channel_id = k.channel_id and p.month = '${month}' and p.closed_at > 0)
        or not exists (select 1 from period p where p.channel_id = k.channel_id and p.month > '${month}' and p.closed_at is null)`,
    },
    {
      name: 'a statement balance that is not the ledger added up again',
      sql: `select 1 from account a left join (select p.channel_id, p.account_id, sum(iif(p.side = 1, p.amount_fen, 0)) as debit,
            sum(iif(p.side = -1, p.amount_fen, 0)) as credit
          from posting p join entry e on e.channel_id = p.channel_id and e.id = p.entry_id
          where e.month = '${month}' group by 1, 2) m on m.channel_id = a.channel_id and m.account_id = a.id
        left join statement_balance b on b.channel_id = a.channel_id and b.account_id = a.id
        where b.opening_fen is not 0 or b.debit_fen is not coalesce(m.debit, 0) or b.credit_fen is not coalesce(m.credit, 0)
          or b.closing_fen is not coalesce(m.debit, 0) - coalesce(m.credit, 0)`,
    },
  ])
  expectEqual('statements', await total(soak, 'select count(*) as n from statement'), channels)
  const events = `select count(*) as n from outbox where topic = 'event' and payload->>'type' = 'statement.generated'`
  expectEqual('statement events', await total(soak, events), channels)
  expectEqual('late payments', await total(soak, 'select count(*) as n from payment'), payers.sent)
  expectEqual('entries', await total(soak, 'select count(*) as n from entry'), channels * 10 + payers.sent)
  await payers.expectKept()
}
