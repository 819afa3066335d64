import type { Ctx } from '@partline/db'
import { personEvent } from '@partline/identity/tables'
import { sql } from 'drizzle-orm'
import { noticeCursor } from './tables.ts'

const NAME = 'person_event'

export type AccountEvent = { id: string; personId: string; kind: string; at: number; detail: string }

/** Up to `limit` events from the instant on that follow this one, oldest first. */
export async function readAccountEvents(
  ctx: Ctx,
  since: number,
  after: AccountEvent | undefined,
  limit: number,
): Promise<AccountEvent[]> {
  const from = after ? sql`(${personEvent.at}, ${personEvent.id}) > (${after.at}, ${after.id})` : sql`true`
  const [rows] = await ctx.hq.read(
    ctx.hq.select(personEvent, sql`${personEvent.at} >= ${since} and ${from}`, {
      orderBy: sql`${personEvent.at}, ${personEvent.id}`,
      limit,
    }),
  )
  return rows
}

/** From where to read on; the beginning of this run for the first ever. */
export async function readCursor(ctx: Ctx): Promise<number> {
  const row = await ctx.hq.first(ctx.hq.select(noticeCursor, sql`${noticeCursor.name} = ${NAME}`))
  return row?.at ?? 0
}

export const moveCursor = (ctx: Ctx, at: number): Promise<unknown> =>
  ctx.hq.writeBatch([
    ctx.hq.statement(sql`insert into notice_cursor (name, at) values (${NAME}, ${at})
      on conflict (name) do update set at = excluded.at where excluded.at > notice_cursor.at`),
  ])

/** Where a person is somebody, HQ first. */
export async function readHomes(ctx: Ctx, personId: string): Promise<string[]> {
  const system = ctx.databases.system('hq')
  const [rows] = await system.read(
    system.statement<{ channelId: string }>(sql`select channel_id as "channelId" from membership
      where person_id = ${personId} order by channel_id <> 'hq', channel_id`),
  )
  return rows.map((row) => row.channelId)
}
