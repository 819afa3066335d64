import type { Ctx } from '@partline/db'
import { noteFailed, noteFinished } from './job-runs.repo.ts'

type Jobs = Readonly<Record<string, () => Promise<unknown>>>

/**
 * Runs scheduled jobs one after the other and notes in HQ_DB how each ended. One that fails does not stop the others.
 * @throws AggregateError when all are through, so that the platform knows of it too
 */
export async function runJobs(ctx: Ctx, jobs: Jobs): Promise<void> {
  const failures: unknown[] = []
  const notes = []
  for (const [job, work] of Object.entries(jobs)) {
    try {
      await work()
      notes.push(noteFinished(ctx.hq, job, ctx.now))
    } catch (error) {
      failures.push(error)
      notes.push(noteFailed(ctx.hq, job, ctx.now))
    }
  }
  await ctx.hq.writeBatch(notes)
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} jobs did not go well`, { cause: failures[0] })
}
