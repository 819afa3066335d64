import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { auditOf } from './audit.ts'
import { commit } from './commit.ts'
import type { Ctx } from './context.ts'
import { channelIsActive } from './control-row.ts'
import { numberTaken, takeNumber } from './number-series.ts'
import type { Statement } from './statement.ts'
import { idempotency, numberSeries, outbox } from './tables.ts'

const world = new World({ bindings: env })

async function opened(claim?: Ctx['claim']) {
  const channel = await world.openChannel({ shard: '1' })
  const ctx = world.ctx({ kind: 'channel', role: 'principal' }, channel).with({ claim })
  return { ctx, db: ctx.db, channel }
}

const audited = (ctx: Ctx) => auditOf(ctx, ctx.db, { action: 'test.done', subject: 'rec_1' })

/** What a channel has in the tables every commit may write. */
async function traces(channelId: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const table of ['idempotency', 'guard', 'audit', 'outbox', 'number_series']) {
    const row = await env.CHANNEL_DB_1.prepare(`select count(*) as n from ${table} where channel_id = ?`)
      .bind(channelId)
      .first<{ n: number }>()
    found[table] = row?.n ?? -1
  }
  return found
}

test('a commit is one batch: claim, guards, rows, entries, audit, outbox', async () => {
  const { ctx } = await opened({ key: 'k', fingerprint: 'f' })
  const { db } = ctx
  const sent: (readonly Statement[])[] = []
  vi.spyOn(db, 'writeBatch').mockImplementation(async (statements) => {
    sent.push(statements)
    return statements.map((_, index) => [index])
  })
  const step = (name: string) => db.statement(sql`select ${name}`)
  const results = await commit(ctx, db, {
    subject: 'rec_1',
    outbox: [step('outbox')],
    entries: [step('entry')],
    rows: [step('row 1'), step('row 2')],
    guards: [step('guard')],
    audit: audited(ctx),
  })
  expect(sent).toHaveLength(1)
  expect(sent[0]?.map(({ text, params }) => /into "(\w+)"/.exec(text)?.[1] ?? params[0])).toEqual([
    'idempotency',
    'guard',
    'row 1',
    'row 2',
    'entry',
    'audit',
    'outbox',
  ])
  expect(results, 'the answers of the rows').toEqual([[2], [3]])
})

const FAILING = {
  guard: (ctx: Ctx) => ({ guards: [ctx.db.guard('never', sql`1 = 0`)] }),
  'guard that finds NULL': (ctx: Ctx) => ({ guards: [ctx.db.guard('null', sql`null`)] }),
  row: (ctx: Ctx) => ({ rows: [ctx.db.insert(numberSeries, { series: 'Q', month: '2026-11', last: 0 })] }),
  entry: (ctx: Ctx) => ({ entries: [ctx.db.insert(numberSeries, { series: 'Q', month: '2026-11', last: -1 })] }),
  outbox: (ctx: Ctx) => ({
    outbox: [ctx.db.insert(outbox, { id: 'm', topic: 't', payload: 'not json', createdAt: 0 })],
  }),
}

test.each(Object.entries(FAILING))('a failing %s leaves nothing of the batch behind', async (_, failing) => {
  const { ctx, channel } = await opened({ key: 'k', fingerprint: 'f' })
  const parts = {
    subject: 'rec_1',
    guards: [channelIsActive(ctx.db)],
    rows: [takeNumber(ctx.db, 'S', '2026-11')],
    audit: audited(ctx),
    outbox: [ctx.db.insert(outbox, { id: 'm', topic: 't', payload: '{}', createdAt: 0, sentAt: 0 })],
  }
  const before = await traces(channel.id)
  await expect(commit(ctx, ctx.db, { ...parts, ...failing(ctx) })).rejects.toThrow()
  expect(await traces(channel.id)).toEqual(before)
  await commit(ctx, ctx.db, parts)
  const grown = { idempotency: 1, guard: 0, audit: 1, outbox: 1, number_series: 1 }
  expect(await traces(channel.id)).toEqual(
    Object.fromEntries(Object.entries(grown).map(([table, n]) => [table, (before[table] ?? 0) + n])),
  )
})

test('a batch on a shard is refused for a channel its control row does not call active', async () => {
  const { ctx, channel } = await opened()
  const parts = { subject: 'rec_1', guards: [channelIsActive(ctx.db)], audit: audited(ctx) }
  await commit(ctx, ctx.db, parts)
  await env.CHANNEL_DB_1.prepare(`update channel_control set status = 'suspended' where channel_id = ?`)
    .bind(channel.id)
    .run()
  await expect(commit(ctx, ctx.db, { ...parts, audit: audited(ctx) })).rejects.toThrow('guard/failed')
  await env.CHANNEL_DB_1.prepare('delete from channel_control where channel_id = ?').bind(channel.id).run()
  await expect(commit(ctx, ctx.db, { ...parts, audit: audited(ctx) })).rejects.toThrow('guard/failed')
})

test('forty takers at once get the numbers 1 to 40 of their month, and a failed one leaves no gap', async () => {
  const { ctx, db } = await opened()
  const take = async (n: number) => {
    const number = db.statement<{ number: string }>(sql`select ${numberTaken(db, 'Q', '2026-11')} as number`)
    const audit = auditOf(ctx, db, { action: 'test.numbered', subject: `rec_${n}` })
    const guards = n % 4 === 0 ? [db.guard('unlucky', sql`0`)] : []
    const [, [row] = []] = await commit(ctx, db, {
      subject: `rec_${n}`,
      guards,
      rows: [takeNumber(db, 'Q', '2026-11'), number],
      audit,
    })
    return (row as { number: string }).number
  }
  const outcomes = await Promise.allSettled(Array.from({ length: 53 }, (_, n) => take(n)))
  const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const wanted = Array.from({ length: 39 }, (_, n) => `Q202611-${String(n + 1).padStart(4, '0')}`)
  expect(taken.toSorted()).toEqual(wanted)
  const [[other]] = await db.read(
    db.statement<{ n: string | null }>(sql`select ${numberTaken(db, 'Q', '2026-12')} as n`),
  )
  expect(other?.n ?? null, 'another month has its own numbers').toBeNull()
})

test('the claim of a write keeps its key, fingerprint and subject, and no content', async () => {
  const { ctx, db } = await opened({ key: 'k', fingerprint: 'f' })
  await commit(ctx, db, { subject: 'rec_1', audit: audited(ctx) })
  const row = await db.first(db.select(idempotency))
  expect(row).toEqual({
    channelId: db.channelId,
    principalId: ctx.actor.id,
    key: 'k',
    fingerprint: 'f',
    subject: 'rec_1',
    createdAt: ctx.now,
  })
})
