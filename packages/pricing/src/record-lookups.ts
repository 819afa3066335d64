import { type Ctx, isGuardFailure } from '@partline/db'
import { dateOf } from '@partline/kernel'
import type { LookedUp } from './look-up-prices.ts'
import { insertLookups, type LookupRecord, numberOf, shardOf } from './lookups.repo.ts'
import { SharedWrites } from './shared-writes.ts'
import { CountedNumbers } from './watch/counted-numbers.ts'
import { channelBudgetOf, LookupBudgets } from './watch/lookup-budgets.ts'
import { type CountedLookup, countLookups, type PartsOfDay, withinBudgets } from './watch/lookup-days.repo.ts'
import { refuseOverBudget } from './watch/refuse-over-budget.ts'

/** Look-ups wait in memory at most this long and at most so many; larger look-ups are recorded before the answer. */
const FLUSH_MS = 500
const FLUSH_LOOKUPS = 100
const AT_ONCE = 20

/** A look-up, the database it belongs to, and what the day allows. */
type Waiting = { store: string; record: LookupRecord; allowed: number; channelAllowed: number | undefined }

/** Look-ups not yet on their database, and when somebody promised to take them there. */
class LookupBuffer {
  lookups: Waiting[] = []
  parts = 0
  promisedUntil = 0
}

/** The large look-ups on their way to each database. */
class LargeLookups {
  readonly #stores = new Map<string, SharedWrites<Waiting>>()

  of(store: string): SharedWrites<Waiting> {
    const found = this.#stores.get(store) ?? new SharedWrites<Waiting>()
    this.#stores.set(store, found)
    return found
  }
}

/**
 * Records who looked what up in which versions (T6). Small look-ups are written within half a second by whichever request
 * promised to; look-ups of more than 20 parts are on the database before they are answered, or refused when they do not
 * fit into the day's budget (T7).
 */
export async function recordLookups(ctx: Ctx, lookedUp: readonly LookedUp[]): Promise<void> {
  const [first] = lookedUp
  if (!first) return
  const waiting: Waiting = {
    store: ctx.home?.shard ?? 'hq',
    record: recordOf(ctx, first, lookedUp),
    allowed: ctx.actor.distinctPartsPerDay,
    channelAllowed: channelBudgetOf(ctx),
  }
  if (lookedUp.length > AT_ONCE) return writeOrRefuse(ctx, waiting)
  const buffer = ctx.caches.of(LookupBuffer)
  buffer.lookups.push(waiting)
  buffer.parts += lookedUp.length
  if (buffer.parts >= FLUSH_LOOKUPS) ctx.defer(flushLookups(ctx))
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

/** Writes what is waiting. One channel that cannot be written keeps no other's look-ups back; its own wait for
 * the next flush, and writing one twice changes nothing. */
export async function flushLookups(ctx: Ctx): Promise<void> {
  const buffer = ctx.caches.of(LookupBuffer)
  const { lookups } = buffer
  buffer.lookups = []
  buffer.parts = 0
  try {
    await write(ctx, lookups)
  } catch {
    for (const own of Map.groupBy(lookups, (each) => each.record.channelId).values())
      await write(ctx, own).catch(async () => buffer.lookups.unshift(...(await whereItIsNow(ctx, own))))
  }
}

/** A channel may have been moved to another shard since these were put down. */
async function whereItIsNow(ctx: Ctx, own: readonly Waiting[]): Promise<readonly Waiting[]> {
  const id = own[0]?.record.channelId
  if (id === undefined || id === 'hq') return own
  const store = await shardOf(ctx, id).catch(() => undefined)
  return store === undefined ? own : own.map((each) => ({ ...each, store }))
}

/** Shares the write with others under way. It goes on when the caller hangs up: somebody may be waiting for it. */
async function writeOrRefuse(ctx: Ctx, waiting: Waiting): Promise<void> {
  const writing = ctx.caches
    .of(LargeLookups)
    .of(waiting.store)
    .write(waiting, (lookups) => write(ctx, lookups, true))
  ctx.defer(writing.catch(() => undefined))
  try {
    await writing
  } catch (error) {
    if (isGuardFailure(error)) throw refuseOverBudget(ctx)
    throw error
  }
}

/** Counts and records; `fitting` only if all of these look-ups fit into their days. */
async function write(ctx: Ctx, lookups: readonly Waiting[], fitting = false): Promise<void> {
  const byStore = Map.groupBy(lookups, (each) => each.store)
  await Promise.all([...byStore].map(([store, own]) => writeTo(ctx, store, own, fitting)))
}

async function writeTo(ctx: Ctx, store: string, lookups: readonly Waiting[], fitting: boolean): Promise<void> {
  const system = ctx.databases.system(store)
  const numbers = ctx.caches.of(CountedNumbers)
  const budgets = ctx.caches.of(LookupBudgets)
  const counted = lookups.map((each) => countedOf(each, numbers))
  const results = await system.writeBatch([
    ...countLookups(system, counted),
    ...(fitting ? withinBudgets(system, counted) : []),
    insertLookups(
      system,
      lookups.map(({ record }) => record),
    ),
  ])
  for (const parts of results.flat() as PartsOfDay[]) budgets.note(parts)
  for (const each of counted) numbers.note(principalOf(each), each.day, each.newNumbers)
}

const principalOf = ({ channelId, actorId }: { channelId: string; actorId: string }) => `${channelId} ${actorId}`

function countedOf({ record, allowed, channelAllowed }: Waiting, numbers: CountedNumbers): CountedLookup {
  const { channelId, id, actorId, items } = record
  const day = dateOf(record.at)
  return {
    ...{ channelId, id, actorId, day, allowed, channelAllowed },
    lookups: items.length,
    misses: items.filter(([, , status]) => status === 'unknown').length,
    newNumbers: numbers.newOf(principalOf(record), day, items.map(numberOf)),
  }
}

function recordOf(ctx: Ctx, { found }: LookedUp, lookedUp: readonly LookedUp[]): LookupRecord {
  return {
    channelId: ctx.home?.id ?? 'hq',
    id: ctx.ids.next('lku'),
    at: ctx.now,
    actorId: ctx.actor.id,
    role: ctx.actor.role,
    guideVersionId: found.guideVersionId,
    settlementVersionId: ctx.may('price.settlement:read') ? found.settlementVersionId : null,
    items: lookedUp.map((each) => [each.requestedNumber, each.found.partKey, each.found.status]),
    requestId: ctx.requestId,
  }
}
