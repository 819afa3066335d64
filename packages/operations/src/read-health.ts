import type { Ctx } from '@partline/db'
import { addDays, addMonths, dateOf, endOfMonth, monthOf } from '@partline/kernel'
import { lastClosing, overdueChannels, waitingMessages } from './health.repo.ts'
import { jobRuns } from './job-runs.repo.ts'
import { type HealthItem, judgeClosing, judgeExceptions, judgeJob, judgeOutbox, judgeSize } from './judge-health.ts'
import { type DatabaseSize, sizesSince } from './sizes.repo.ts'

const MINUTE_MS = 60_000

/** What an operator should know of: messages, exceptions, jobs, closing and sizes. */
export async function readHealth(ctx: Ctx): Promise<HealthItem[]> {
  const stores = ['hq', ...ctx.databases.shardNames]
  const month = monthOf(ctx.now)
  const [waiting, overdue, closing, runs, sizes] = await Promise.all([
    Promise.all(stores.map((store) => waitingMessages(ctx.databases.system(store)))),
    Promise.all(ctx.databases.shardNames.map((name) => overdueChannels(ctx.databases.system(name), month))),
    lastClosing(ctx),
    jobRuns(ctx.hq),
    sizesSince(ctx.hq, addDays(dateOf(ctx.now), -30)),
  ])
  const overdueMs = ctx.now - endOfMonth(addMonths(month, -1))
  const total = overdue.reduce((sum, each) => sum + each, 0)
  return [
    ...stores.map((store, at) => {
      const { waiting: count, oldest } = waiting[at] ?? { waiting: 0, oldest: null }
      return judgeOutbox(store, count, oldest === null ? 0 : ctx.now - oldest)
    }),
    judgeExceptions(closing.exceptions),
    judgeClosing(closing.firedAt, total, overdueMs),
    ...runs.map((run) => judgeJob({ ...run, everyMs: everyMs(run.job) }, ctx.now)),
    ...[...Map.groupBy(sizes, (each) => each.store)].map(([store, each]) => growthOf(store, each)),
  ]
}

const everyMs = (job: string) => (job.startsWith('hourly.') ? 60 * MINUTE_MS : MINUTE_MS)

function growthOf(store: string, sizes: readonly DatabaseSize[]): HealthItem {
  const [first, last] = [sizes[0], sizes.at(-1)]
  const days = sizes.length - 1
  const perDay = first && last && days > 0 ? (last.bytes - first.bytes) / days : 0
  return judgeSize(store, last?.bytes ?? 0, perDay)
}
