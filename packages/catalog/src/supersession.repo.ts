import type { HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'

export type ChainLink = { origin: string; key: string; successorKey: string | null }

/** Every part on the supersession chains of these keys, itself included; a key that is no part gives no row. */
export function successorChains(hq: HqDb, keys: readonly string[]): Statement<ChainLink> {
  return hq.statement(sql`
    with recursive chain (origin, key, successor_key) as (
      select p.key, p.key, p.successor_key from json_each(${JSON.stringify(keys)}) w join part p on p.key = w.value
      union
      select c.origin, p.key, p.successor_key from chain c join part p on p.key = c.successor_key)
    select origin, key, successor_key as "successorKey" from chain`)
}

/** Every supersession link of the catalogue. */
export const readLinks = (hq: HqDb): Statement<{ key: string; successorKey: string }> =>
  hq.statement(sql`select key, successor_key as "successorKey" from part where successor_key is not null`)
