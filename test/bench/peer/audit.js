const FLUSH_MS = 500
const FLUSH_PARTS = 500
const AT_ONCE = 20

/** Look-ups on record, a row each: large ones before the answer, small ones within half a second, in one transaction. */
export function lookupAudit(db, budgets) {
  const insert = db.prepare(`insert into lookup_audit (channel_id, at, actor_id, role, guide_version_id,
    settlement_version_id, items, request_id) values (?, ?, ?, ?, ?, ?, ?, ?)`)
  const write = db.transaction((lookups) => {
    for (const { row, items, day, newNumbers } of lookups) {
      const [channelId, at, actorId, role, guide, settlement, requestId] = row
      insert.run(channelId, at, actorId, role, guide, settlement, JSON.stringify(items.map(short)), requestId)
      for (const number of newNumbers) budgets.keep(channelId, day, number, actorId)
    }
  })
  let waiting = []
  let parts = 0
  const flush = () => {
    const lookups = waiting
    waiting = []
    parts = 0
    if (lookups.length > 0) write(lookups)
  }
  setInterval(flush, FLUSH_MS).unref()
  return {
    record(lookup) {
      if (lookup.items.length > AT_ONCE) return write([lookup])
      waiting.push(lookup)
      parts += lookup.items.length
      if (parts >= FLUSH_PARTS) flush()
    },
    count() {
      flush()
      return db.prepare('select coalesce(sum(json_array_length(items)), 0) as n from lookup_audit').get().n
    },
  }
}

const short = (item) => (item[2] === 'priced' && item[0] === item[1] ? item[0] : item)
