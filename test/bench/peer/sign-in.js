import { createHash } from 'node:crypto'

const TTL_MS = 30_000

/** Who presents a key, believed for half a minute; and her burst limit. */
export function signIn(db) {
  const read = db.prepare('select * from api_key where hash = ?')
  const known = new Map()
  const buckets = new Map()

  function find(header, now) {
    if (!header?.startsWith('Bearer ')) return undefined
    const token = header.slice(7)
    const held = known.get(token)
    if (held && held.until > now) return held.actor
    const actor = read.get(createHash('sha256').update(token).digest('hex'))
    if (actor) known.set(token, { actor, until: now + TTL_MS })
    return actor
  }

  function spend(actor, count, now) {
    const bucket = buckets.get(actor.id) ?? { left: actor.per_minute, at: now }
    buckets.set(actor.id, bucket)
    bucket.left = Math.min(actor.per_minute, bucket.left + ((now - bucket.at) * actor.per_minute) / 60_000)
    bucket.at = now
    if (bucket.left < count) return false
    bucket.left -= count
    return true
  }

  return { find, spend }
}
