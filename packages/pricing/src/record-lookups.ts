import { type Ctx, isGuardFailure } from '@partline/db'
import type { LookedUp } from './look-up-prices.ts'
import { type LookupRow, lookupRowsStatement, shardOf } from './lookups.repo.ts'
import { channelBudgetOf, LookupBudgets } from './watch/lookup-budgets.ts'
import { type CountedLookup, countLookups, fitsBudget, type PartsOfDay } from './watch/lookup-days.repo.ts'
import { refuseOverBudget } from './watch/refuse-over-budget.ts'

/** Look-ups wait in memory at most this long and at most so many; larger look-ups are recorded before the answer. */
const FLUSH_MS = 500
const FLUSH_ROWS = 100
const AT_ONCE = 20

type Waiting = CountedLookup & { store: string }

/** Look-ups not yet on their database, and when somebody promised to take them there. */
class LookupBuffer {
  rows: Waiting[] = []
  promisedUntil = 0
}

/**
 * Records who looked what up in which versions (T6). Small look-ups are written within half a second by whichever request
 * promised to; look-ups of more than 20 parts are on the database before they are answered, or refused when they do not
 * fit into the day's budget (T7).
 */
export async function recordLookups(ctx: Ctx, lookedUp: readonly LookedUp[]): Promise<void> {
  const store = ctx.home?.shard ?? 'hq'
  const allowed = ctx.actor.distinctPartsPerDay
  const channelAllowed = channelBudgetOf(ctx)
  const rows = lookedUp.map((each) => ({ store, row: rowOf(ctx, each), allowed, channelAllowed }))
  if (rows.length > AT_ONCE) return writeOrRefuse(ctx, rows)
  const buffer = ctx.caches.of(LookupBuffer)
  buffer.rows.push(...rows)
  if (buffer.rows.length >= FLUSH_ROWS) ctx.defer(flushLookups(ctx))
  else if (buffer.promisedUntil < ctx.now) {
    buffer.promisedUntil = ctx.now + 2 * FLUSH_MS
    ctx.defer(flushSoon(ctx, buffer))
  }
}

async function flushSoon(ctx: Ctx, buffer: LookupBuffer): Promise<void> {
  await new Promise((wake) => setTimeout(wake, FLUSH_MS))
  buffer.promisedUntil = 0
  await flushLookups(ctx)
}

/** Writes what is waiting. One channel that cannot be written keeps no other's rows back; its own wait for
 * the next flush, and writing one twice changes nothing. */
export async function flushLookups(ctx: Ctx): Promise<void> {
  const buffer = ctx.caches.of(LookupBuffer)
  const rows = buffer.rows
  buffer.rows = []
  try {
    await write(ctx, rows)
  } catch {
    for (const own of Map.groupBy(rows, (each) => each.row.channelId).values())
      await write(ctx, own).catch(async () => buffer.rows.unshift(...(await whereItIsNow(ctx, own))))
  }
}

/** A channel may have been moved to another shard since these were put down. */
async function whereItIsNow(ctx: Ctx, own: readonly Waiting[]): Promise<readonly Waiting[]> {
  const id = own[0]?.row.channelId
  if (id === undefined || id === 'hq') return own
  const store = await shardOf(ctx, id).catch(() => undefined)
  return store === undefined ? own : own.map((each) => ({ ...each, store }))
}

async function writeOrRefuse(ctx: Ctx, rows: readonly Waiting[]): Promise<void> {
  try {
    await write(ctx, rows, true)
  } catch (error) {
    if (isGuardFailure(error)) throw refuseOverBudget(ctx)
    throw error
  }
}

/** Counts and records; `fitting` only if all of these look-ups, which are then one principal's, fit into her day. */
async function write(ctx: Ctx, rows: readonly Waiting[], fitting = false): Promise<void> {
  const byStore = Map.groupBy(rows, (each) => each.store)
  const budgets = ctx.caches.of(LookupBudgets)
  await Promise.all(
    [...byStore].map(async ([store, each]) => {
      const system = ctx.databases.system(store)
      const guards = fitting ? [fitsBudget(system, each)] : []
      const results = await system.writeBatch([
        ...guards,
        ...countLookups(system, each),
        lookupRowsStatement(
          system,
          each.map(({ row }) => row),
        ),
      ])
      for (const counted of results.flat() as PartsOfDay[]) budgets.note(counted)
    }),
  )
}

function rowOf(ctx: Ctx, { requestedNumber, found }: LookedUp): LookupRow {
  return {
    channelId: ctx.home?.id ?? 'hq',
    id: ctx.ids.next('lku'),
    at: ctx.now,
    actorId: ctx.actor.id,
    role: ctx.actor.role,
    requestedNumber,
    partKey: found.partKey,
    status: found.status,
    guideVersionId: found.guideVersionId,
    settlementVersionId: ctx.may('price.settlement:read') ? found.settlementVersionId : null,
    requestId: ctx.requestId,
  }
}
