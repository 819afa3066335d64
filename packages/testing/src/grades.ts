import type { Databases } from '@partline/db'
import { sql } from 'drizzle-orm'

/** Grades A, B and C, once per database. */
export async function putGrades(databases: Databases): Promise<void> {
  const rows = JSON.stringify([
    ['A', '甲级', 'Grade A'],
    ['B', '乙级', 'Grade B'],
    ['C', '丙级', 'Grade C'],
  ])
  await databases.hq.writeBatch([
    databases.hq.statement(sql`insert into grade (code, name_zh, name_en)
      select value->>0, value->>1, value->>2 from json_each(${rows}) where true on conflict do nothing`),
  ])
}
