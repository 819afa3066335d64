import type { Runtime } from '../runtime.ts'

export type StorageState = 'empty' | 'unfinished' | 'filled'

/**
 * Migrates, and says what the databases hold. Empty storage is marked as being filled before the shards get their
 * tables, so that the service never calls itself ready in between.
 */
export async function openStorage(runtime: Runtime): Promise<StorageState> {
  await runtime.migrate('HQ_DB')
  const hq = await runtime.d1('HQ_DB')
  const row = await hq
    .prepare(`select (select count(*) from channel) + (select count(*) from api_key) as held,
      (select count(*) from deployment where key = 'seeding') as seeding`)
    .first<{ held: number; seeding: number }>()
  const state = row?.seeding ? 'unfinished' : row?.held ? 'filled' : 'empty'
  if (state === 'empty') await hq.prepare(`insert into deployment (key, value) values ('seeding', 'start')`).run()
  await runtime.migrate()
  return state
}

/** From now on the service may call itself ready. */
export async function finishFilling(runtime: Runtime): Promise<void> {
  const hq = await runtime.d1('HQ_DB')
  await hq.prepare(`delete from deployment where key = 'seeding'`).run()
}
