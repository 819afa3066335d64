import type { Ctx } from '@partline/db'
import type { FoundPrice } from './found-price.ts'
import { type LookupRow, lookupRowsStatement } from './lookups.repo.ts'

/** Look-ups wait in memory at most this long and at most so many; larger look-ups are recorded before the answer. */
const FLUSH_MS = 500
const FLUSH_ROWS = 100
const AT_ONCE = 20

/** Look-ups not yet on their database, and when somebody promised to take them there. */
class LookupBuffer {
  rows: { store: string; row: LookupRow }[] = []
  promisedUntil = 0
}

/**
 * Records who looked what up in which versions (T6). Small look-ups are written within half a second by whichever request
 * promised to; look-ups of more than 20 parts are on the database before they are answered.
 */
export async function recordLookups(ctx: Ctx, found: readonly FoundPrice[]): Promise<void> {
  const store = ctx.home?.shard ?? 'hq'
  const rows = found.map((each) => ({ store, row: rowOf(ctx, each) }))
  if (found.length > AT_ONCE) return write(ctx, rows)
  const buffer = ctx.caches.of(LookupBuffer)
  buffer.rows.push(...rows)
  if (buffer.rows.length >= FLUSH_ROWS) ctx.defer(flushLookups(ctx))
  else if (buffer.promisedUntil < ctx.now) {
    buffer.promisedUntil = ctx.now + 2 * FLUSH_MS
    ctx.defer(new Promise((wake) => setTimeout(wake, FLUSH_MS)).then(() => flushLookups(ctx)))
  }
}

/** Writes what is waiting. Rows that could not be written wait for the next flush; writing one twice changes nothing. */
export async function flushLookups(ctx: Ctx): Promise<void> {
  const buffer = ctx.caches.of(LookupBuffer)
  const rows = buffer.rows
  buffer.rows = []
  buffer.promisedUntil = 0
  try {
    await write(ctx, rows)
  } catch {
    buffer.rows.unshift(...rows)
  }
}

async function write(ctx: Ctx, rows: readonly { store: string; row: LookupRow }[]): Promise<void> {
  const byStore = Map.groupBy(rows, (each) => each.store)
  await Promise.all(
    [...byStore].map(([store, each]) => {
      const system = ctx.databases.system(store)
      return system.writeBatch([
        lookupRowsStatement(
          system,
          each.map(({ row }) => row),
        ),
      ])
    }),
  )
}

function rowOf(ctx: Ctx, found: FoundPrice): LookupRow {
  return {
    channelId: ctx.home?.id ?? 'hq',
    id: ctx.ids.next('lku'),
    at: ctx.now,
    actorId: ctx.actor.id,
    role: ctx.actor.role,
    requestedNumber: found.requestedNumber,
    partKey: found.priced?.part.key ?? null,
    status: found.status,
    guideVersionId: found.guideVersionId,
    settlementVersionId: ctx.may('price.settlement:read') ? found.settlementVersionId : null,
    requestId: ctx.requestId,
  }
}
