import { shanghaiDay } from './prices.js'

const FLUSH_MS = 500
const FLUSH_ROWS = 100
const AT_ONCE = 20

/** Look-ups on record: large ones before the answer, small ones within half a second, in one transaction each. */
export function lookupAudit(db, budgets) {
  const insert =
    db.prepare(`insert into lookup_audit (channel_id, at, actor_id, role, requested_number, part_key, status,
    guide_version_id, settlement_version_id, request_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const write = db.transaction((rows) => {
    for (const row of rows) {
      insert.run(row)
      const [channelId, at, actorId, , number] = row
      budgets.keep(channelId, shanghaiDay(at), number, actorId)
    }
  })
  let waiting = []
  const flush = () => {
    const rows = waiting
    waiting = []
    if (rows.length > 0) write(rows)
  }
  setInterval(flush, FLUSH_MS).unref()
  return {
    record(rows) {
      if (rows.length > AT_ONCE) return write(rows)
      waiting.push(...rows)
      if (waiting.length >= FLUSH_ROWS) flush()
    },
    count() {
      flush()
      return db.prepare('select count(*) as n from lookup_audit').get().n
    },
  }
}
