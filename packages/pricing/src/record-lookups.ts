import { type Ctx, isGuardFailure } from '@partline/db'
import { dateOf } from '@partline/kernel'
import type { Found } from './found-price.ts'
import { insertLookups, type LookupRecord, numberOf, type StoredItem, shardOf, storedItem } from './lookups.repo.ts'
import { SharedWrites } from './shared-writes.ts'
import { CountedNumbers } from './watch/counted-numbers.ts'
import { channelBudgetOf, LookupBudgets } from './watch/lookup-budgets.ts'
import {
  type CountedLookup,
  countLookups,
  type PartsOfDay,
  spentDays,
  withinBudgets,
} from './watch/lookup-days.repo.ts'
import { refuseOverBudget } from './watch/refuse-over-budget.ts'

/** Look-ups wait in memory at most this long, and at most so many parts of one channel and of one database. */
const FLUSH_MS = 500
const FLUSH_PARTS = 100
const FLUSH_PARTS_OF_STORE = 500
/** Look-ups of more parts do not wait at all. */
const AT_ONCE = 20

/** A look-up, the database it belongs to, what it counts as, and what the day allows. */
type Waiting = {
  store: string
  record: LookupRecord
  numbers: readonly string[]
  misses: number
  allowed: number
  channelAllowed: number | undefined
}

/** Look-ups on their way to one database: small ones that wait, when somebody promised to take them, and large ones. */
class LookupsOfStore {
  waiting: Waiting[] = []
  parts = 0
  partsOfChannel = new Map<string, number>()
  promisedUntil = 0
  readonly large = new SharedWrites<Waiting>()

  /** Answers whether so much is waiting now that it has to go. */
  add(waiting: Waiting, parts: number): boolean {
    const { channelId } = waiting.record
    const ofChannel = (this.partsOfChannel.get(channelId) ?? 0) + parts
    this.partsOfChannel.set(channelId, ofChannel)
    this.parts += parts
    this.waiting.push(waiting)
    return ofChannel >= FLUSH_PARTS || this.parts >= FLUSH_PARTS_OF_STORE
  }

  take(): Waiting[] {
    const { waiting } = this
    this.waiting = []
    this.parts = 0
    this.partsOfChannel = new Map()
    return waiting
  }
}

class LookupBuffers {
  readonly stores = new Map<string, LookupsOfStore>()

  of(store: string): LookupsOfStore {
    const found = this.stores.get(store) ?? new LookupsOfStore()
    this.stores.set(store, found)
    return found
  }
}

/** A number as it was asked for, and what was found of it. */
export type FoundNumber = { readonly requestedNumber: string; readonly found: Found }

/**
 * Records who looked what up in which versions (T6). Small look-ups are written within half a second by whichever request
 * promised to; look-ups of more than 20 parts are on the database before they are answered, or refused when they do not
 * fit into the day's budget (T7).
 */
export async function recordLookups(ctx: Ctx, numbers: readonly FoundNumber[]): Promise<void> {
  if (numbers.length <= AT_ONCE) return recordSoon(ctx, numbers)
  const waiting = waitingOf(ctx, numbers)
  await writeOrRefuse(ctx, ctx.caches.of(LookupBuffers).of(waiting.store), waiting)
}

/** Records prices seen in passing, however many: what was done with them has a record of its own. */
export function recordSoon(ctx: Ctx, numbers: readonly FoundNumber[]): void {
  if (numbers.length === 0) return
  const waiting = waitingOf(ctx, numbers)
  const buffer = ctx.caches.of(LookupBuffers).of(waiting.store)
  if (buffer.add(waiting, numbers.length)) ctx.defer(flush(ctx, buffer))
  else if (buffer.promisedUntil < ctx.now) {
    buffer.promisedUntil = ctx.now + 2 * FLUSH_MS
    ctx.defer(flushSoon(ctx, buffer))
  }
}

const waitingOf = (ctx: Ctx, numbers: readonly FoundNumber[]): Waiting => ({
  store: ctx.home?.shard ?? 'hq',
  ...recordOf(ctx, numbers),
  allowed: ctx.actor.distinctPartsPerDay,
  channelAllowed: channelBudgetOf(ctx),
})

async function flushSoon(ctx: Ctx, buffer: LookupsOfStore): Promise<void> {
  await new Promise((wake) => setTimeout(wake, FLUSH_MS))
  buffer.promisedUntil = 0
  await flush(ctx, buffer)
}

/** Writes whatever is waiting for any database. */
export async function flushLookups(ctx: Ctx): Promise<void> {
  await Promise.all([...ctx.caches.of(LookupBuffers).stores.values()].map((buffer) => flush(ctx, buffer)))
}

/** Writes what is waiting. One channel that cannot be written keeps no other's look-ups back; its own wait for the next
 * flush, and writing one twice changes nothing. */
async function flush(ctx: Ctx, buffer: LookupsOfStore): Promise<void> {
  const lookups = buffer.take()
  if (lookups.length === 0) return
  try {
    await write(ctx, lookups)
  } catch {
    for (const own of Map.groupBy(lookups.map(tried), (each) => each.record.channelId).values())
      await write(ctx, own).catch(async () => keep(ctx, await whereItIsNow(ctx, own)))
  }
}

const tried = (each: Waiting): Waiting => ({ ...each, record: { ...each.record, again: true } })

/** Back into the buffers; they go with whatever comes next. */
function keep(ctx: Ctx, lookups: readonly Waiting[]): void {
  for (const each of lookups) ctx.caches.of(LookupBuffers).of(each.store).waiting.unshift(each)
}

/** A channel may have been moved to another shard since these were put down. */
async function whereItIsNow(ctx: Ctx, own: readonly Waiting[]): Promise<readonly Waiting[]> {
  const id = own[0]?.record.channelId
  if (id === undefined || id === 'hq') return own
  const store = await shardOf(ctx, id).catch(() => undefined)
  return store === undefined ? own : own.map((each) => ({ ...each, store }))
}

/** Shares the write with others under way. It goes on when the caller hangs up: somebody may be waiting for it. */
async function writeOrRefuse(ctx: Ctx, buffer: LookupsOfStore, waiting: Waiting): Promise<void> {
  const writing = buffer.large.write(waiting, (lookups, again) =>
    writeTo(ctx, waiting.store, again ? lookups.map(tried) : lookups, true),
  )
  ctx.defer(writing.catch(() => undefined))
  try {
    await writing
  } catch (error) {
    if (isGuardFailure(error)) throw refuseOverBudget(ctx)
    throw error
  }
}

/** Counts and records. */
async function write(ctx: Ctx, lookups: readonly Waiting[]): Promise<void> {
  const byStore = Map.groupBy(lookups, (each) => each.store)
  await Promise.all([...byStore].map(([store, own]) => writeTo(ctx, store, own, false)))
}

/** Counts and records; `fitting` only if all of these look-ups fit into their days. */
async function writeTo(ctx: Ctx, store: string, lookups: readonly Waiting[], fitting: boolean): Promise<void> {
  const system = ctx.databases.system(store)
  const numbers = ctx.caches.of(CountedNumbers)
  const budgets = ctx.caches.of(LookupBudgets)
  const counted = lookups.map((each) => countedOf(each, numbers))
  const spent = spentDays(system, counted)
  const results = await system.writeBatch([
    ...countLookups(system, counted),
    ...(fitting ? withinBudgets(system, counted) : []),
    insertLookups(
      system,
      lookups.map(({ record }) => record),
    ),
    ...spent,
  ])
  if (spent.length > 0) for (const day of results.at(-1) as PartsOfDay[]) budgets.note(day)
  for (const each of counted) numbers.note(each)
}

function countedOf(waiting: Waiting, counted: CountedNumbers): CountedLookup {
  const { record, numbers, misses, allowed, channelAllowed } = waiting
  const { channelId, id, actorId, again } = record
  const day = dateOf(record.at)
  const newNumbers = counted.newOf({ channelId, actorId, day }, numbers)
  return { channelId, id, actorId, day, again, lookups: numbers.length, misses, newNumbers, allowed, channelAllowed }
}

function recordOf(ctx: Ctx, found: readonly FoundNumber[]) {
  const items: StoredItem[] = []
  const numbers: string[] = []
  let misses = 0
  for (const { requestedNumber, found: each } of found) {
    items.push(storedItem(requestedNumber, each.partKey, each.status))
    numbers.push(numberOf(requestedNumber, each.partKey))
    if (each.status === 'unknown') misses++
  }
  const books = found[0]?.found
  const record: LookupRecord = {
    channelId: ctx.home?.id ?? 'hq',
    id: ctx.ids.next('lku'),
    at: ctx.now,
    actorId: ctx.actor.id,
    role: ctx.actor.role,
    guideVersionId: books?.guideVersionId ?? null,
    settlementVersionId: ctx.may('price.settlement:read') ? (books?.settlementVersionId ?? null) : null,
    items,
    requestId: ctx.requestId,
    again: false,
  }
  return { record, numbers, misses }
}
