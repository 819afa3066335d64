const DAYS = 30
const DAY_MS = 86_400_000

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** As `newCredential` of identity makes it: 256 random bits. */
function newSecret(): string {
  const text = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
  return `plk_${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/**
 * The statements that give an HQ_DB without any HQ key its first: one of the administrator's, valid for 30 days, so that
 * she can sign in, issue a lasting one and invite people. The database gets its SHA-256 only. The last one answers
 * `key_made` if it was made.
 */
export async function bootstrapSql(label: string, now: number): Promise<{ secret: string; sql: string }> {
  const secret = newSecret()
  const hash = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))))
  const serial = hexOf(crypto.getRandomValues(new Uint8Array(9)))
  const id = `key_${serial}`
  const sql = `insert into api_key (channel_id, id, key_hash, label, role, person_id, lookups_per_minute, distinct_parts_per_day,
  created_at, created_by, expires_at, revoked_at)
select 'hq', '${id}', '${hash}', ${quoted(label)}, 'admin', null, 60, 300, ${now}, 'bootstrap', ${now + DAYS * DAY_MS}, null
where not exists (select 1 from api_key where channel_id = 'hq');
insert into audit (channel_id, id, at, actor_id, actor_label, role, action, subject, detail, request_id)
select 'hq', 'aud_${serial}', ${now}, 'bootstrap', 'bootstrap', 'system', 'api-key.created', '${id}', '{"role":"admin"}', 'bootstrap'
where exists (select 1 from api_key where channel_id = 'hq' and id = '${id}');
select 'key_made' as outcome from api_key where channel_id = 'hq' and id = '${id}';`
  return { secret, sql }
}
