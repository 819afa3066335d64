import type { MetricRow } from './request-metrics.ts'

export type RouteSummary = {
  route: string
  requests: number
  refused: number
  failed: number
  refusedShareBps: number
  failedShareBps: number
  p50Ms: number
  p95Ms: number
}

/** One line per route, the busiest first. Percentiles are the upper bound of the bucket they fall in. */
export function summariseMetrics(rows: readonly MetricRow[]): RouteSummary[] {
  const routes = Map.groupBy(rows, (row) => row.route)
  return [...routes]
    .map(([route, each]) => summaryOf(route, each))
    .toSorted((a, b) => b.requests - a.requests || (a.route < b.route ? -1 : 1))
}

function summaryOf(route: string, rows: readonly MetricRow[]): RouteSummary {
  const sum = (each: readonly MetricRow[]) => each.reduce((total, row) => total + row.requests, 0)
  const requests = sum(rows)
  const refused = sum(rows.filter((row) => row.outcome === 'refused'))
  const failed = sum(rows.filter((row) => row.outcome === 'failed'))
  const ordered = rows.toSorted((a, b) => a.bucketMs - b.bucketMs)
  return {
    route,
    requests,
    refused,
    failed,
    refusedShareBps: Math.round((refused * 10_000) / requests),
    failedShareBps: Math.round((failed * 10_000) / requests),
    p50Ms: percentile(ordered, requests * 0.5),
    p95Ms: percentile(ordered, requests * 0.95),
  }
}

function percentile(ordered: readonly MetricRow[], rank: number): number {
  let seen = 0
  for (const row of ordered) {
    seen += row.requests
    if (seen >= rank) return row.bucketMs
  }
  return 0
}
