import { auditOf, type Ctx, commit } from '@partline/db'
import { PRINCIPAL_TTL_MS } from '@partline/identity'
import { checkBalances } from '@partline/ledger'
import { copyTable, digestTable, removeAll } from './channel-rows.repo.ts'
import { type Move, markAway, markHere, setShard, toPhase } from './moves.repo.ts'
import { freezeTriggers, type ShardTable, shardTables } from './shard-tables.repo.ts'

/** Longer than any isolate believes that a channel is where it was; a run may be a minute older than it knows. */
const SETTLE_MS = PRINCIPAL_TTL_MS + 60_000

/** What one run copies at most: D1 allows an invocation 1,000 queries, and a page is a dozen. */
const PAGES_A_RUN = 30

/** A copy this large is compared in a run of its own. */
const LARGE_ROWS = 15_000

/** How often the copy may differ from the original before the move is given up. */
const ATTEMPTS = 3

export type MoveRun = { move: Move; waiting: boolean }

/**
 * Takes a move from the phase it is in as far as it can go now: freeze on both shards, copy, compare every value and the
 * ledger, name the new shard in HQ_DB, let every isolate hear of it, open the new shard, remove the rows from the old.
 * Stopped anywhere and begun again, even by two at once, it ends the same; nothing is removed that was not compared.
 */
export async function moveChannel(ctx: Ctx, begun: Move): Promise<MoveRun> {
  let move = begun
  while (move.finishedAt === null) {
    const next = await STEPS[move.phase](ctx, move)
    if (!next) return { move, waiting: true }
    move = next
  }
  return { move, waiting: false }
}

type Step = (ctx: Ctx, move: Move) => Promise<Move | undefined>

const over: Step = async () => undefined

const STEPS: Record<Move['phase'], Step> = {
  freezing: freeze,
  copying: copy,
  verifying: verify,
  settling: settle,
  removing: remove,
  abandoning: abandon,
  done: over,
  abandoned: over,
}

const ends = (ctx: Ctx, move: Move) => ({
  source: ctx.databases.system(move.fromShard),
  target: ctx.databases.system(move.toShard),
})

async function next(ctx: Ctx, move: Move, set: Partial<Move> & Pick<Move, 'phase'>): Promise<Move> {
  await ctx.hq.writeBatch(toPhase(ctx.hq, move, { ...set, updatedAt: ctx.now }))
  return { ...move, ...set, updatedAt: ctx.now }
}

async function freeze(ctx: Ctx, move: Move): Promise<Move> {
  const { source, target } = ends(ctx, move)
  await source.writeBatch([...freezeTriggers(await shardTables(source)), markAway(source, move, 'leaving', ctx.now)])
  await target.writeBatch([...freezeTriggers(await shardTables(target)), markAway(target, move, 'arriving', ctx.now)])
  return next(ctx, move, { phase: 'copying' })
}

async function copy(ctx: Ctx, move: Move): Promise<Move | undefined> {
  const { source, target } = ends(ctx, move)
  const budget = { pages: PAGES_A_RUN, rows: move.rowCount }
  for (const table of await bothTables(ctx, move)) {
    if (await copyTable(source, target, table, move.channelId, budget)) continue
    await next(ctx, move, { phase: 'copying', rowCount: budget.rows })
    return undefined
  }
  const copied = await next(ctx, move, { phase: 'verifying', rowCount: budget.rows })
  return copied.rowCount > LARGE_ROWS ? undefined : copied
}

/** The tables as the target has them; the source must have the same. */
async function bothTables(ctx: Ctx, move: Move): Promise<ShardTable[]> {
  const { source, target } = ends(ctx, move)
  const [from, to] = await Promise.all([shardTables(source), shardTables(target)])
  const shape = (tables: ShardTable[]) => JSON.stringify(tables.map(({ name, columns, key }) => [name, columns, key]))
  if (shape(from) !== shape(to)) throw new Error('the two shards have not had the same migrations')
  return to
}

async function verify(ctx: Ctx, move: Move): Promise<Move> {
  const { source, target } = ends(ctx, move)
  let different = 0
  let rowCount = 0
  for (const table of await bothTables(ctx, move)) {
    const [from, to] = await Promise.all([
      digestTable(source, table, move.channelId),
      digestTable(target, table, move.channelId),
    ])
    if (from.sha256 !== to.sha256 || from.rows !== to.rows) different++
    rowCount += to.rows
  }
  const unequal = await checkBalances(ctx.databases.channel(move.toShard, move.channelId))
  if (different === 0 && unequal.length === 0) return flip(ctx, { ...move, rowCount })
  const failures = move.failures + 1
  if (failures >= ATTEMPTS) return next(ctx, move, { phase: 'abandoning', failures })
  await removeAll(target, move.channelId)
  return next(ctx, move, { phase: 'copying', failures, rowCount: 0 })
}

async function flip(ctx: Ctx, move: Move): Promise<Move> {
  const set = { phase: 'settling', flippedAt: ctx.now, updatedAt: ctx.now, rowCount: move.rowCount } as const
  const [guard, ...rows] = toPhase(ctx.hq, move, set)
  await commit(ctx, ctx.hq, {
    subject: move.channelId,
    guards: guard ? [guard] : [],
    rows: [...rows, setShard(ctx.hq, move.channelId, move.toShard)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'channel.moved',
      subject: move.channelId,
      detail: { from: move.fromShard, to: move.toShard, rows: move.rowCount },
    }),
  })
  return { ...move, ...set }
}

async function settle(ctx: Ctx, move: Move): Promise<Move | undefined> {
  if (ctx.now < (move.flippedAt ?? 0) + SETTLE_MS) return undefined
  const { source, target } = ends(ctx, move)
  await source.writeBatch([markAway(source, move, 'left', ctx.now)])
  await target.writeBatch([markHere(target, move.channelId)])
  return next(ctx, move, { phase: 'removing' })
}

/** The mark `left` stays: it keeps late messages from making the channel anew on its old shard. */
async function remove(ctx: Ctx, move: Move): Promise<Move> {
  await removeAll(ends(ctx, move).source, move.channelId)
  return next(ctx, move, { phase: 'done', finishedAt: ctx.now })
}

async function abandon(ctx: Ctx, move: Move): Promise<Move> {
  const { source, target } = ends(ctx, move)
  await removeAll(target, move.channelId)
  await target.writeBatch([markAway(target, move, 'left', ctx.now)])
  await source.writeBatch([markHere(source, move.channelId)])
  return next(ctx, move, { phase: 'abandoned', finishedAt: ctx.now })
}
