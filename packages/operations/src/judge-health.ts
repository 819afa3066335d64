import type { Words } from '@partline/kernel'

export type State = 'ok' | 'late' | 'failing'
export type HealthItem = { id: string; state: State; found: Words; todo: Words | null }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const GB = 1_000_000_000

/** The most a D1 database holds. */
const LIMIT_BYTES = 10 * GB

const stateOf = (value: number, late: number, failing: number): State =>
  value >= failing ? 'failing' : value >= late ? 'late' : 'ok'

const span = (ms: number): Words => {
  const [count, zh, en] =
    ms < 2 * MINUTE_MS
      ? [Math.round(ms / 1_000), '秒', 'seconds']
      : ms < 2 * HOUR_MS
        ? [Math.round(ms / MINUTE_MS), '分钟', 'minutes']
        : [Math.round(ms / HOUR_MS), '小时', 'hours']
  return { zh: `${count} ${zh}`, en: `${count} ${en}` }
}

const todoUnlessOk = (state: State, todo: Words): Words | null => (state === 'ok' ? null : todo)

/** Messages between databases: late from 5 minutes, failing from an hour. */
export function judgeOutbox(store: string, waiting: number, oldestAgeMs: number): HealthItem {
  const state = waiting === 0 ? 'ok' : stateOf(oldestAgeMs, 5 * MINUTE_MS, HOUR_MS)
  const age = span(oldestAgeMs)
  return {
    id: `outbox.${store}`,
    state,
    found: waiting
      ? {
          zh: `${waiting} 条消息待送达,最早的已等 ${age.zh}`,
          en: `${waiting} messages waiting, the oldest for ${age.en}`,
        }
      : { zh: '没有待送达的消息', en: 'nothing waiting' },
    todo: todoUnlessOk(state, {
      zh: '查看异常列表并重试;检查队列 partline-events 是否积压',
      en: 'Look at the exceptions and retry them; see whether the queue partline-events is backed up',
    }),
  }
}

/** Work that was given up and waits for a person. */
export function judgeExceptions(open: number): HealthItem {
  const state = open > 0 ? 'failing' : 'ok'
  return {
    id: 'exceptions',
    state,
    found: { zh: `${open} 个未处理的异常`, en: `${open} open exceptions` },
    todo: todoUnlessOk(state, {
      zh: '在异常列表中查看原因并重试',
      en: 'See their reasons in /v1/exceptions and retry',
    }),
  }
}

export type JobFacts = { job: string; everyMs: number; finishedAt: number | null; failures: number }

/** A scheduled job: late after three times its interval, failing after fifteen or three failures in a row. */
export function judgeJob(facts: JobFacts, now: number): HealthItem {
  const { job, everyMs, finishedAt, failures } = facts
  const age = finishedAt === null ? undefined : now - finishedAt
  const byAge = age === undefined ? 'late' : stateOf(age, 3 * everyMs, 15 * everyMs)
  const state = failures >= 3 ? 'failing' : failures > 0 && byAge === 'ok' ? 'late' : byAge
  const ago = age === undefined ? undefined : span(age)
  return {
    id: `job.${job}`,
    state,
    found: ago
      ? {
          zh: `${ago.zh}前完成${failures > 0 ? `,之后失败 ${failures} 次` : ''}`,
          en: `finished ${ago.en} ago${failures > 0 ? `, ${failures} failures since` : ''}`,
        }
      : { zh: '还没有完成过', en: 'never finished' },
    todo: todoUnlessOk(state, {
      zh: '在 Cloudflare 控制台查看 Cron 触发记录和错误日志',
      en: "Look at the cron events and error logs in Cloudflare's dashboard",
    }),
  }
}

/** Months that are over and still open: late an hour after midnight in Shanghai, failing after a day. */
export function judgeClosing(lastFiredAt: number | null, overdue: number, overdueMs: number): HealthItem {
  const state = overdue === 0 ? 'ok' : stateOf(overdueMs, 2 * HOUR_MS, DAY_MS)
  const last = lastFiredAt === null ? '—' : new Date(lastFiredAt).toISOString()
  return {
    id: 'closing',
    state,
    found: {
      zh: `${overdue} 个渠道有到期未结的月份;上次结账 ${last}`,
      en: `${overdue} channels have a month that is over and open; last closing ${last}`,
    },
    todo: todoUnlessOk(state, {
      zh: '查看结账进度与异常,必要时手工启动结账',
      en: 'See /v1/closing-runs and the exceptions; start a closing run if need be',
    }),
  }
}

/** A database against D1's 10 GB: late from 6 GB, failing from 8.5 GB. */
export function judgeSize(store: string, bytes: number, perDayBytes: number): HealthItem {
  const state = stateOf(bytes, 6 * GB, 8.5 * GB)
  const mb = Math.round(bytes / 1_000_000)
  const days = perDayBytes > 0 ? Math.floor((LIMIT_BYTES - bytes) / perDayBytes) : undefined
  const left: Words =
    days === undefined || days > 3_650
      ? { zh: '', en: '' }
      : { zh: `,照此增长 ${days} 天后到上限`, en: `, at this growth full in ${days} days` }
  return {
    id: `size.${store}`,
    state,
    found: { zh: `${mb} MB${left.zh}`, en: `${mb} MB${left.en}` },
    todo: todoUnlessOk(state, {
      zh: '增加分片并把大渠道迁过去(docs/shards.md)',
      en: 'Add a shard and move large channels there (docs/shards.md)',
    }),
  }
}

/** The worst of all. */
export const overall = (items: readonly HealthItem[]): State =>
  items.some((each) => each.state === 'failing')
    ? 'failing'
    : items.some((each) => each.state === 'late')
      ? 'late'
      : 'ok'
