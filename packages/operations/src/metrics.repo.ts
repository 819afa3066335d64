import type { HqDb, Statement } from '@partline/db'
import { gte, lt, sql } from 'drizzle-orm'
import type { MetricRow } from './request-metrics.ts'
import { requestMetric } from './tables.ts'

/** Adds counts of one isolate to those of the others. */
export function addMetrics(hq: HqDb, rows: readonly MetricRow[]): Statement {
  const json = JSON.stringify(rows.map((row) => [row.hour, row.route, row.outcome, row.bucketMs, row.requests]))
  return hq.statement(sql`
    insert into request_metric (hour, route, outcome, bucket_ms, requests)
    select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(${json}) where true
    on conflict (hour, route, outcome, bucket_ms) do update set requests = requests + excluded.requests`)
}

export async function metricsSince(hq: HqDb, from: number): Promise<MetricRow[]> {
  return (await hq.read(hq.select(requestMetric, gte(requestMetric.hour, from))))[0]
}

export const forgetMetrics = (hq: HqDb, before: number): Statement =>
  hq.remove(requestMetric, lt(requestMetric.hour, before))
