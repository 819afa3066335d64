import type { Ctx } from '@partline/db'
import { MAX_ATTEMPTS, waitAfter } from './backoff.ts'
import { claimDispatch, type Dispatch, dueDispatches, recordAttempt } from './dispatches.repo.ts'
import type { NoticeFacts } from './notice-kinds.ts'
import { noticeWords } from './notice-words.ts'
import { NoticeSenders, type Sender } from './senders.ts'

type System = ReturnType<Ctx['databases']['system']>

/** One run sends at most so many per database, so that a slow gateway cannot hold the minute cron. */
const PER_RUN = 40

/**
 * Sends what is due by the configured senders and records each attempt (X4); run by the minute cron. A message that fails
 * waits longer each time and is given up after nine attempts; a sender configured no longer leaves its messages waiting.
 */
export async function sendNotices(ctx: Ctx): Promise<number> {
  const senders = ctx.caches.of(NoticeSenders).list
  if (senders.length === 0) return 0
  const byName = new Map<string, Sender>(senders.map((sender) => [sender.name, sender]))
  let tried = 0
  for (const store of ['hq', ...ctx.databases.shardNames]) {
    const system = ctx.databases.system(store)
    const [due] = await system.read(dueDispatches(system, ctx.now, PER_RUN))
    const work = due.map((row) => sendOne(ctx, system, byName.get(row.sender), row))
    tried += (await Promise.all(work)).filter(Boolean).length
  }
  return tried
}

async function sendOne(ctx: Ctx, system: System, sender: Sender | undefined, row: Dispatch): Promise<boolean> {
  if (!sender) return false
  const n = row.attempts + 1
  const [claimed] = await system.writeBatch([claimDispatch(system, row, ctx.now + waitAfter(n))])
  if (claimed?.length !== 1) return false
  const facts = { kind: row.kind, params: JSON.parse(row.params) } as NoticeFacts
  const result = await sender.send({
    eventId: row.eventId,
    tenantId: row.channelId,
    recipientId: row.recipientId,
    address: row.address,
    kind: facts.kind,
    words: noticeWords(facts, row.channelId !== 'hq'),
  })
  await system.writeBatch(recordAttempt(system, row, ctx.now, result, n >= MAX_ATTEMPTS))
  return true
}
