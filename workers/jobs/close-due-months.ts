import type { Ctx } from '@partline/db'
import { systemActor } from '@partline/kernel'
import {
  type ClosingMessage,
  closeChannels,
  closeDueMonths as findDueMonths,
  type SendClosing,
} from '@partline/settlement'

/** The most messages one sendBatch takes. */
const BATCH = 100

/** What the hourly cron does. Without a queue to send to, the consumer's work is done here as well. */
export const closeDueMonths = (ctx: Ctx, send: SendClosing = closeHere(ctx)): Promise<void> => findDueMonths(ctx, send)

/** Sends to the closing queue in as many batches as it takes. */
export const sendTo =
  (queue: Queue<ClosingMessage>): SendClosing =>
  async (messages) => {
    for (let at = 0; at < messages.length; at += BATCH)
      await queue.sendBatch(messages.slice(at, at + BATCH).map((body) => ({ body })))
  }

/** The consumer in the place of the queue: every message is tried, as it would be there. */
export const closeHere =
  (ctx: Ctx): SendClosing =>
  async (messages) => {
    const job = ctx.with({ actor: systemActor, claim: undefined })
    const results = await Promise.allSettled(messages.map((message) => closeChannels(job, message)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }
