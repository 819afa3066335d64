import { eq, sql } from 'drizzle-orm'
import type { Databases } from './databases.ts'
import { deployment } from './tables.ts'

/**
 * Ready means: every database has its tables, and no set-up run is filling empty storage (it keeps a row `seeding`
 * in HQ_DB for as long as it works).
 */
export async function isReady(databases: Databases): Promise<boolean> {
  try {
    const shards = databases.shardNames.map((name) => databases.system(name))
    const probe = (shard: (typeof shards)[number]) =>
      shard.first(shard.statement(sql`select 1 from channel_control limit 1`))
    const [seeding] = await Promise.all([
      databases.hq.first(databases.hq.select(deployment, eq(deployment.key, 'seeding'))),
      ...shards.map(probe),
    ])
    return seeding === undefined
  } catch {
    return false
  }
}
