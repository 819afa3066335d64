import type { HqDb, RowOf, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import { jobRun } from './tables.ts'

export type JobRun = RowOf<typeof jobRun>

export const noteFinished = (hq: HqDb, job: string, now: number): Statement =>
  hq.statement(sql`insert into job_run (job, started_at, finished_at) values (${job}, ${now}, ${now})
    on conflict (job) do update set started_at = max(started_at, excluded.started_at),
      finished_at = max(coalesce(finished_at, 0), excluded.finished_at), failures = 0`)

export const noteFailed = (hq: HqDb, job: string, now: number): Statement =>
  hq.statement(sql`insert into job_run (job, started_at, failures, failed_at) values (${job}, ${now}, 1, ${now})
    on conflict (job) do update set failures = failures + 1, failed_at = excluded.failed_at`)

export async function jobRuns(hq: HqDb): Promise<JobRun[]> {
  return (await hq.read(hq.select(jobRun, undefined, { orderBy: sql`${jobRun.job}` })))[0]
}
