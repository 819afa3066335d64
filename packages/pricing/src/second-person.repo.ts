import type { Ctx } from '@partline/db'
import { sql } from 'drizzle-orm'
import { secondPersonNeeded } from './problems.ts'

/**
 * Demands that somebody else did what is to be approved now (P9). A key without a person stands for whoever made it, so
 * that nobody is two persons by two keys. @throws second-person-needed
 */
export async function requireSecondPerson(ctx: Ctx, hands: readonly (string | null)[]): Promise<void> {
  const answersFor = (id: string) =>
    sql`coalesce((select a.person from answerable a where a.id = ${sql.raw(id)}), ${sql.raw(id)})`
  const row = await ctx.hq.first(
    ctx.hq.statement<{ n: number }>(sql`select count(*) as n from (select ${ctx.actor.personId} as id) me
      join json_each(${JSON.stringify([...new Set(hands)])}) h
      where h.value is not null and ${answersFor('h.value')} = ${answersFor('me.id')}`),
  )
  if ((row?.n ?? 0) > 0) throw secondPersonNeeded()
}

/** Who changed a draft's prices since it was made: one by one, by file, or by a compilation; a key of nobody's as itself. */
export async function readEditors(ctx: Ctx, id: string): Promise<string[]> {
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<{ hand: string }>(sql`select distinct hand from price_editor where version_id = ${id}`),
  )
  return rows.map((row) => row.hand)
}
