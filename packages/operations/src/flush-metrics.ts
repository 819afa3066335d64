import type { Ctx } from '@partline/db'
import { addMetrics } from './metrics.repo.ts'
import { RequestMetrics } from './request-metrics.ts'

/** Adds what this isolate has counted to HQ_DB. Counts that could not be written are dropped: they are not worth memory. */
export async function flushMetrics(ctx: Ctx): Promise<void> {
  const rows = ctx.caches.of(RequestMetrics).take()
  if (rows.length > 0) await ctx.hq.writeBatch([addMetrics(ctx.hq, rows)])
}
