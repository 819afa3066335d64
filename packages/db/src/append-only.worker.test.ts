import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'

const AUDIT = 'channel_id, id, at, actor_id, actor_label, role, action, subject, detail, request_id'
const LOOKUP = 'channel_id, id, at, actor_id, role, guide_version_id, settlement_version_id, items, request_id'

const TABLES = {
  audit: { columns: AUDIT, values: `'c', 'r1', 0, 'a', 'a', 'r', 'x', 's', '{}', 'q'` },
  lookup_audit: { columns: LOOKUP, values: `'c', 'r1', 0, 'a', 'r', null, null, '[["n",null,"unknown"]]', 'q'` },
}
const DATABASES = { HQ_DB: env.HQ_DB, CHANNEL_DB_1: env.CHANNEL_DB_1 }

for (const [database, d1] of Object.entries(DATABASES))
  for (const [table, { columns, values }] of Object.entries(TABLES))
    test(`nothing written to ${table} of ${database} can be changed, deleted or replaced`, async () => {
      const insert = `into ${table} (${columns}) values (${values})`
      await d1.prepare(`insert ${insert}`).run()
      const before = await d1.prepare(`select * from ${table}`).all()
      const attempts = [
        `update ${table} set role = 'other'`,
        `update or replace ${table} set id = 'r2'`,
        `delete from ${table}`,
        `insert ${insert}`,
        `insert or replace ${insert}`,
        `replace ${insert}`,
        `insert ${insert} on conflict (channel_id, id) do update set role = 'other'`,
      ]
      for (const attempt of attempts)
        await expect(d1.prepare(attempt).run(), attempt).rejects.toThrow('audit/append-only')
      await d1
        .prepare(`insert or ignore ${insert}`)
        .run()
        .catch(() => undefined)
      expect((await d1.prepare(`select * from ${table}`).all()).results).toEqual(before.results)
    })
