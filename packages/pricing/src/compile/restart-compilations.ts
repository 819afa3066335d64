import type { Ctx } from '@partline/db'
import { compilationStalled } from '../problems.ts'
import { announceCompilation, type Compilation } from './compilations.repo.ts'
import { failCompilation } from './fail-compilation.ts'
import { noteAnnounced, stalledRuns } from './runs.repo.ts'

/** How long nobody takes a step before a compilation is announced again, and how long it may take altogether. */
const STILL_MS = 5 * 60_000
const LONGEST_MS = 86_400_000

/** What one run takes at most; the next minute takes the rest. */
const RUNS = 20

/**
 * Announces compilations again that have stood still for 5 minutes, whatever became of their last message, and ends those
 * that are a day old. Announcing twice does no harm.
 */
export async function restartCompilations(ctx: Ctx): Promise<void> {
  for (const run of await stalledRuns(ctx, ctx.now - STILL_MS, RUNS)) await restart(ctx, run)
}

async function restart(ctx: Ctx, run: Compilation): Promise<void> {
  if (run.createdAt < ctx.now - LONGEST_MS) return failCompilation(ctx, run, compilationStalled())
  await ctx.hq.writeBatch([noteAnnounced(ctx, run), announceCompilation(ctx, run.id)])
}
