import type { Ctx } from '@partline/db'
import { forgetMetrics } from './metrics.repo.ts'
import { forgetInPages, oldClaims, oldDelivered } from './prune.repo.ts'

/** How long claims, delivered messages and metrics are kept. */
const KEPT_MS = 30 * 86_400_000

/** Forgets what is older than 30 days and promised to nobody: idempotency claims, delivered messages, metrics. */
export async function prune(ctx: Ctx): Promise<void> {
  const before = ctx.now - KEPT_MS
  for (const store of ['hq', ...ctx.databases.shardNames]) {
    const system = ctx.databases.system(store)
    await forgetInPages(system, oldClaims(before))
    await forgetInPages(system, oldDelivered(before))
  }
  await ctx.hq.writeBatch([forgetMetrics(ctx.hq, before)])
}
