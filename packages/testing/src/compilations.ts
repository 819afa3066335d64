import { sql } from 'drizzle-orm'
import type { World } from './world.ts'

/** Puts a copy of a compilation there that is still at its first step, under another id. Straight SQL. */
export async function putWorkingCompilation(world: World, of: string, id: string): Promise<void> {
  const { hq } = world.databases
  await hq.writeBatch([
    hq.statement(sql`insert into compilation (id, kind, status, step, note, changes, policy_seq, input_pages, result_pages,
        written_pages, parts, models, summary, created_at, created_by)
      select ${id}, c.kind, 'gathering', 0, c.note, c.changes, c.policy_seq, 0, 0, 0, 0, 0, '{}', c.created_at, c.created_by
      from compilation c where c.id = ${of}`),
  ])
}
