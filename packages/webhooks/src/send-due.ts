import type { Ctx, EventFacts } from '@partline/db'
import { disableEndpoint } from './disable-endpoint.ts'
import { type Answer, type Post, postDelivery } from './post.ts'
import { isGivenUp, waitBefore } from './retry-schedule.ts'
import { type DueDelivery, putOff, recordAttempt, takeDue } from './sending.repo.ts'
import { mayHear } from './take-events.ts'

const AT_ONCE = 100
/** How long a run keeps others off what it has taken; longer than it can need. */
const RESERVED_MS = 15 * 60_000
const SPREAD_MS = 60_000
/** A receiver that fails this often in a row is left alone until the next minute. */
const FAILURES_IN_A_ROW = 3
const NEXT_MINUTE_MS = 60_000

export type SendParts = { post: Post; clock: () => number }

/**
 * Sends what is due, each endpoint its own in order, all endpoints side by side (X1); at least once: a run that dies
 * leaves its deliveries to a later one. Runs each minute and after events have come in. @returns how many were taken
 */
export async function sendDue(ctx: Ctx, parts: SendParts): Promise<number> {
  const hq = ctx.databases.system('hq')
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  const taken = await takeDue(hq, ctx.now, ctx.now + RESERVED_MS + (random % SPREAD_MS), AT_ONCE)
  const byEndpoint = Map.groupBy(taken, (due) => `${due.channelId} ${due.endpointId}`)
  await Promise.all([...byEndpoint.values()].map((each) => sendInOrder(ctx, each, parts)))
  return taken.length
}

async function sendInOrder(ctx: Ctx, deliveries: readonly DueDelivery[], parts: SendParts): Promise<void> {
  const hq = ctx.databases.system('hq')
  let failures = 0
  for (const due of deliveries) {
    if (due.endpointStatus !== 'active' || !mayHear(due, due.needs as EventFacts['needs']))
      await hq.writeBatch([putOff(hq, due, { status: 'cancelled', dueAt: ctx.now })])
    else if (failures >= FAILURES_IN_A_ROW)
      await hq.writeBatch([putOff(hq, due, { status: 'pending', dueAt: ctx.now + NEXT_MINUTE_MS })])
    else failures = (await sendOne(ctx, due, parts)) ? 0 : failures + 1
  }
}

async function sendOne(ctx: Ctx, due: DueDelivery, { post, clock }: SendParts): Promise<boolean> {
  const hq = ctx.databases.system('hq')
  const at = clock()
  const answer = await postDelivery(due, at, post)
  const end = clock()
  const attempt = { deliveryId: due.id, n: due.tries + 1, at, ms: Math.max(end - at, 0), ...answer }
  await hq.writeBatch(recordAttempt(hq, due, attempt, outcomeOf(due, answer, end)))
  const gone = answer.status === 410
  if (answer.failure !== null && (gone || isGivenUp(due.failingSince ?? at, end)))
    await disableEndpoint(ctx, due.channelId, due.endpointId, gone ? 'gone' : 'failing')
  return answer.failure === null
}

function outcomeOf(due: DueDelivery, answer: Answer, now: number): Pick<DueDelivery, 'status' | 'dueAt'> {
  if (answer.failure === null) return { status: 'delivered', dueAt: now }
  const wait = waitBefore(due.triesLeft - 1)
  return wait === undefined ? { status: 'failed', dueAt: now } : { status: 'pending', dueAt: now + wait }
}
