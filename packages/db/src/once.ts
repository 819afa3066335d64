import { changedMeanwhile, defineProblem } from '@partline/kernel'
import { and, eq } from 'drizzle-orm'
import type { ChannelDb } from './channel-db.ts'
import type { Ctx } from './context.ts'
import { HqDb } from './hq-db.ts'
import type { Store } from './store.ts'
import { isGuardFailure, messageOf } from './store-problems.ts'
import { idempotency } from './tables.ts'

const keyReused = defineProblem('invalid', 'idempotency-key-reused', {
  zh: '这个幂等键已用于另一个内容不同的请求',
  en: 'This idempotency key was used for a request with other content',
})

const ATTEMPTS = 4

/**
 * Runs a verb so that one Idempotency-Key has one effect. A guard that fails means somebody else was faster: the verb
 * reads and decides again. Any failure first asks whether this very request has already happened, and if so answers
 * with the record as it is now.
 */
export async function once<T>(ctx: Ctx, store: Store, verb: () => Promise<T>, reload: (subject: string) => Promise<T>) {
  for (let attempt = 1; ; attempt++) {
    try {
      return { record: await verb(), replayed: false }
    } catch (error) {
      const subject = await earlierSubject(ctx, store)
      if (subject !== undefined) return { record: await reload(subject), replayed: true }
      if (!isGuardFailure(error) && !isNumberRace(error)) throw error
      if (attempt === ATTEMPTS) throw changedMeanwhile()
    }
  }
}

const isNumberRace = (error: unknown) => messageOf(error).includes('ledger/sequence')

async function earlierSubject(ctx: Ctx, store: Store): Promise<string | undefined> {
  if (!ctx.claim) return undefined
  const db = store instanceof HqDb ? store.own : (store as ChannelDb)
  const mine = and(eq(idempotency.principalId, ctx.actor.id), eq(idempotency.key, ctx.claim.key))
  const row = await db.first(db.select(idempotency, mine))
  if (row && row.fingerprint !== ctx.claim.fingerprint) throw keyReused()
  return row?.subject
}
