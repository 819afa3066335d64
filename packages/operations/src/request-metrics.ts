type Outcome = 'ok' | 'refused' | 'failed'
export type MetricRow = { hour: number; route: string; outcome: Outcome; bucketMs: number; requests: number }

/** Latencies are counted under the first bound they do not exceed, in milliseconds; the last holds everything slower. */
const BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 600_000] as const

const HOUR_MS = 3_600_000
const FLUSH_MS = 60_000

const outcomeOf = (status: number): Outcome => (status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'ok')

const bucketOf = (ms: number): number => BUCKETS_MS.find((bound) => ms <= bound) ?? 600_000

/** Counts requests in an isolate's memory until they are flushed; an isolate that ends before loses at most a minute. */
export class RequestMetrics {
  #rows = new Map<string, MetricRow>()
  #since = 0

  /** @param now epoch milliseconds; the hour the request counts for */
  note(route: string, status: number, ms: number, now: number): void {
    const hour = now - (now % HOUR_MS)
    const outcome = outcomeOf(status)
    const bucketMs = bucketOf(ms)
    const key = `${hour} ${bucketMs} ${outcome} ${route}`
    const row = this.#rows.get(key)
    if (row) row.requests++
    else {
      if (this.#rows.size === 0) this.#since = now
      this.#rows.set(key, { hour, route, outcome, bucketMs, requests: 1 })
    }
  }

  /** Whether something has been waiting for a minute. */
  isDue(now: number): boolean {
    return this.#rows.size > 0 && now - this.#since >= FLUSH_MS
  }

  /** What has been counted so far; it is forgotten here. */
  take(): MetricRow[] {
    const rows = [...this.#rows.values()]
    this.#rows = new Map()
    return rows
  }
}
