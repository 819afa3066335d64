import { SHARDS, type SoakRuntime } from './runtime.ts'

type Check = { name: string; sql: string }

/** Promises about any ledger, each as a query that must find nothing. */
export const LEDGER_CHECKS: readonly Check[] = [
  {
    name: 'an entry whose legs do not balance or are not as many as it says',
    sql: `select 1 from entry e where e.legs <> (select count(*) from posting p where p.channel_id = e.channel_id
      and p.entry_id = e.id) or exists (select 1 from posting p where p.channel_id = e.channel_id and p.entry_id = e.id
      group by p.currency having sum(p.side * p.amount_fen) <> 0)`,
  },
  {
    name: 'a posting without its entry',
    sql: `select 1 from posting p where not exists (select 1 from entry e where e.channel_id = p.channel_id and e.id = p.entry_id)`,
  },
  {
    name: 'an account whose totals are not the sum of its postings',
    sql: `select 1 from account a left join (select channel_id, account_id, sum(iif(side = 1, amount_fen, 0)) as debit,
        sum(iif(side = -1, amount_fen, 0)) as credit from posting group by 1, 2) p
      on p.channel_id = a.channel_id and p.account_id = a.id
      where a.debit_fen <> coalesce(p.debit, 0) or a.credit_fen <> coalesce(p.credit, 0)`,
  },
  {
    name: 'a gap in the sequence of entries',
    sql: `select 1 from entry group by channel_id having count(*) <> max(seq)`,
  },
]

/** Runs every check on both shards. @throws naming each promise that does not hold */
export async function check(soak: SoakRuntime, checks: readonly Check[]): Promise<void> {
  const broken: string[] = []
  for (const { name, sql } of checks)
    for (const shard of SHARDS) {
      const [row] = await soak.rows<{ n: number }>(shard, `select count(*) as n from (${sql})`)
      if (row?.n !== 0) broken.push(`${shard}: ${row?.n} × ${name}`)
    }
  if (broken.length > 0) throw new Error(`broken promises:\n${broken.join('\n')}`)
}

/** The sum over both shards of a query that answers one number as `n`. */
export async function total(soak: SoakRuntime, sql: string): Promise<number> {
  let sum = 0
  for (const shard of SHARDS) sum += (await soak.rows<{ n: number }>(shard, sql))[0]?.n ?? 0
  return sum
}

export function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${found}, not ${wanted}`)
}
