import type { Ctx, HqDb, Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'
import { compilation } from '../tables.ts'
import type { Compilation } from './compilations.repo.ts'

async function someRuns(ctx: Ctx, where: SQL, orderBy: SQL, limit: number): Promise<Compilation[]> {
  const [rows] = await ctx.hq.read(ctx.hq.select(compilation, where, { orderBy, limit }))
  return rows
}

/** Compilations at work that nobody has taken a step of since an instant, the longest first. */
export const stalledRuns = (ctx: Ctx, before: number, limit: number): Promise<Compilation[]> =>
  someRuns(
    ctx,
    sql`${compilation.endedAt} is null and ${compilation.movedAt} < ${before}`,
    sql`${compilation.movedAt}`,
    limit,
  )

/** Notes that a compilation was announced once more. */
export const noteAnnounced = ({ hq, now }: Ctx, { id, step }: Compilation): Statement =>
  hq.statement(sql`update compilation set moved_at = ${now} where id = ${id} and step = ${step}`)

/** Those of these compilations that are at work, or ended at an instant or after it. */
export async function recentRuns({ hq }: Ctx, ids: readonly string[], since: number): Promise<Set<string>> {
  const [rows] = await hq.read(
    hq.statement<{
      id: string
    }>(sql`select c.id from json_each(${JSON.stringify(ids)}) w join compilation c on c.id = w.value
      where c.ended_at is null or c.ended_at >= ${since}`),
  )
  return new Set(rows.map((row) => row.id))
}

const later = sql`exists (select 1 from compilation n where n.status = 'done' and (n.ended_at, n.id) > (c.ended_at, c.id)
  and n.settlement_version_id = c.settlement_version_id)`
const version = (is: SQL) =>
  sql`exists (select 1 from price_book_version v where v.id in (c.settlement_version_id, c.guide_version_id) and ${is})`

/**
 * Compilations ended before an instant whose prices explain nothing any more: what-ifs, failed and cancelled ones, and
 * those of drafts that are discarded or were compiled again. What a published version was compiled by stays.
 */
export const spentRuns = (ctx: Ctx, before: number, limit: number): Promise<Compilation[]> =>
  someRuns(
    ctx,
    sql`${compilation.id} in (select c.id from compilation c where c.forgotten_at is null and c.ended_at < ${before}
      and (c.kind = 'whatIf' or c.status <> 'done' or not ${version(sql`true`)}
        or ${later} and not ${version(sql`v.status not in ('draft', 'inReview')`)}))`,
    sql`${compilation.endedAt}`,
    limit,
  )

const removeSome = (table: SQL, key: SQL, id: string, limit: number): SQL =>
  sql`delete from ${table} where compilation_id = ${id} and ${key} in (
    select r.${key} from ${table} r where r.compilation_id = ${id} limit ${limit}) returning 1`

/** Removes up to `limit` prices and as many models; answers how many of both. */
export async function removeSomeResults(ctx: Ctx, id: string, limit: number): Promise<number> {
  const { hq } = ctx
  const gone = await hq.writeBatch([
    hq.statement(removeSome(sql`compiled_price`, sql`part_key`, id, limit)),
    hq.statement(removeSome(sql`compiled_model`, sql`model_key`, id, limit)),
  ])
  return gone.reduce((sum, rows) => sum + rows.length, 0)
}

export const noteForgotten = (hq: HqDb, id: string, now: number): Statement =>
  hq.statement(sql`update compilation set forgotten_at = ${now} where id = ${id}`)
