import type { Ctx, Message } from '@partline/db'
import { anchorHeads, sealTrails } from '@partline/evidence'
import { resolveDone } from '@partline/exceptions'
import { sendNotices, tellOfAccounts } from '@partline/notices'
import { continueMoves, flushMetrics, runJobs } from '@partline/operations'
import { restartCompilations, watchLookups } from '@partline/pricing'
import { sendDue } from '@partline/webhooks'
import { isDone } from './dead-letter.ts'
import { sweepOutbox } from './sweep-outbox.ts'

type Parts = {
  send: (messages: Message[]) => Promise<void>
  post: Parameters<typeof sendDue>[1]['post']
  clock: () => number
  /** Where the heads of the chains are anchored; nowhere when left out. */
  files?: R2Bucket | undefined
}

/** What the minute cron does, one after the other, each noted under its name. One that fails stops no other. */
export const eachMinute = (ctx: Ctx, parts: Parts): Promise<void> =>
  runJobs(ctx, {
    sweepOutbox: () => sweepOutbox(ctx, parts.send),
    tellOfAccounts: () => tellOfAccounts(ctx),
    sendNotices: () => sendNotices(ctx),
    sendWebhooks: () => sendDue(ctx, parts),
    restartCompilations: () => restartCompilations(ctx),
    watchLookups: () => watchLookups(ctx),
    sealTrails: () => sealTrails(ctx),
    anchorHeads: async () => parts.files && anchorHeads(ctx, parts.files),
    resolveExceptions: () => resolveDone(ctx, (exception) => isDone(ctx, exception)),
    moveChannels: () => continueMoves(ctx),
    flushMetrics: () => flushMetrics(ctx),
  })
