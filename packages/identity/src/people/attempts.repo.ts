import type { Ctx, HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import { type AttemptRule, FORGET_MS } from './attempt-wait.ts'

/** A hash of what is counted, and how. */
export type Bucket = { readonly hash: string; readonly rule: AttemptRule }

const CLEAR_AT_ONCE = 20

/**
 * Counts an attempt before it is made, so that a thousand at once are a thousand. Answers when the next may be made if
 * this one came too early (epoch ms); an attempt that came too early counts for nothing. A wait longer than its rule
 * allows was written by a clock that ran ahead, and is none.
 */
export async function countAttempt(ctx: Ctx, buckets: readonly Bucket[]): Promise<number | undefined> {
  const { hq } = ctx
  const results = await hq.writeBatch([
    ...buckets.map((bucket) => counted(ctx, bucket)),
    openings(hq, buckets),
    forget(ctx),
  ])
  if (buckets.every((_, index) => (results[index]?.length ?? 0) > 0)) return undefined
  const rows = (results[buckets.length] ?? []) as { bucket: string; openAt: number }[]
  const early = buckets.filter((_, index) => results[index]?.length === 0).map(({ hash }) => hash)
  return Math.max(...rows.filter((row) => early.includes(row.bucket)).map((row) => row.openAt))
}

function counted({ hq, now }: Ctx, { hash, rule }: Bucket): Statement {
  const tries = sql`(case when last_at < ${now - FORGET_MS} then 1 else tries + 1 end)`
  const over = sql`(${tries} - cast(${rule.free} as integer))`
  const wait = sql`min(cast(${rule.capMs} as integer), 1000 * (1 << min(${over}, 20)))`
  return hq.statement(sql`insert into sign_in_attempt (bucket, tries, last_at, open_at)
    values (${hash}, 1, ${now}, ${now})
    on conflict (bucket) do update set tries = ${tries}, last_at = ${now},
      open_at = cast(${now} as integer) + case when ${over} <= 0 then 0 else ${wait} end
    where open_at <= ${now} or open_at > ${now + rule.capMs} returning bucket`)
}

const openings = (hq: HqDb, buckets: readonly Bucket[]) =>
  hq.statement<{ bucket: string; openAt: number }>(sql`
    select bucket, open_at as "openAt" from sign_in_attempt
    where bucket in (select value from json_each(${JSON.stringify(buckets.map(({ hash }) => hash))}))`)

/** A few rows nobody asks for any more, so that the table stays as small as what is going on. */
const forget = ({ hq, now }: Ctx) =>
  hq.statement(sql`delete from sign_in_attempt where bucket in (
    select a.bucket from sign_in_attempt a where a.last_at < ${now - FORGET_MS} order by a.last_at limit ${CLEAR_AT_ONCE})`)

/** The owner has proved herself: what was counted against her here is forgotten. */
export const clearAttempts = (hq: HqDb, buckets: readonly Bucket[]): Statement =>
  hq.statement(sql`delete from sign_in_attempt
    where bucket in (select value from json_each(${JSON.stringify(buckets.map(({ hash }) => hash))}))`)

/** An attempt that succeeded is taken back where others are counted too: an office that signs in is no attack. */
export const takeBack = ({ hq, now }: Ctx, buckets: readonly Bucket[]): Statement =>
  hq.statement(sql`update sign_in_attempt set tries = max(tries - 1, 0), open_at = ${now}
    where bucket in (select value from json_each(${JSON.stringify(buckets.map(({ hash }) => hash))}))`)
