import type { SystemDb } from '@partline/db/system'
import { sql } from 'drizzle-orm'

export type KeyHolder = {
  channelId: string
  keyId: string
  personId: string | null
  label: string
  role: string
  lookupsPerMinute: number
  distinctPartsPerDay: number
  expiresAt: number
  revokedAt: number | null
  status: string | null
  shard: string | null
  grade: string | null
  zone: string | null
  channelPartsPerDay: number | null
}

/** The one query of sign-in by key: the key and its channel together. */
export async function findKeyHolder(system: SystemDb, keyHash: string): Promise<KeyHolder | undefined> {
  return system.first(
    system.statement<KeyHolder>(sql`
      select k.channel_id as "channelId", k.id as "keyId", k.person_id as "personId", k.label, k.role,
        k.lookups_per_minute as "lookupsPerMinute", k.distinct_parts_per_day as "distinctPartsPerDay",
        k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
        c.status, c.shard, c.grade, c.zone, c.distinct_parts_per_day as "channelPartsPerDay"
      from api_key k left join channel c on c.id = k.channel_id
      where k.key_hash = ${keyHash}`),
  )
}
