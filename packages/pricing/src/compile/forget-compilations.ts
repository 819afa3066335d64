import type { Ctx } from '@partline/db'
import { noteForgotten, recentRuns, removeSomeResults, spentRuns } from './runs.repo.ts'
import { keptPages, removePages } from './stored-input.ts'

/** How long after its end a compilation's files may still be written by a run that was left behind. */
const FILES_MS = 3_600_000
/** How long prices are kept that explain no version. */
const KEPT_MS = 30 * 86_400_000

/** What one run takes at most; the next hour takes the rest. */
const RUNS = 20
const ROWS = 5_000
const PAGES = 40

/**
 * Removes the files of compilations that ended an hour ago, and after 30 days the prices and models of what-ifs, of failed
 * and cancelled runs, and of those whose draft is gone or was compiled again; the run itself stays on record.
 * Done again from where it was when interrupted.
 */
export async function forgetCompilations(ctx: Ctx): Promise<void> {
  const kept = await keptPages(ctx)
  const recent = await recentRuns(ctx, kept, ctx.now - FILES_MS)
  for (const id of kept.filter((each) => !recent.has(each)).slice(0, RUNS)) await removePages(ctx, id)
  for (const { id } of await spentRuns(ctx, ctx.now - KEPT_MS, RUNS)) await forget(ctx, id)
}

async function forget(ctx: Ctx, id: string): Promise<void> {
  for (let page = 0; page < PAGES; page++) {
    if ((await removeSomeResults(ctx, id, ROWS)) > 0) continue
    await ctx.hq.writeBatch([noteForgotten(ctx.hq, id, ctx.now)])
    return
  }
}
