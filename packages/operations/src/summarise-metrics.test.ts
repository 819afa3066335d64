import { expect, test } from 'vitest'
import { RequestMetrics } from './request-metrics.ts'
import { summariseMetrics } from './summarise-metrics.ts'

const HOUR = 3_600_000

test('requests are counted by hour, route, outcome and latency, and taken once', () => {
  const metrics = new RequestMetrics()
  for (const ms of [0, 1, 3, 3, 700]) metrics.note('GET /v1/parts', 200, ms, 2 * HOUR + 5)
  metrics.note('GET /v1/parts', 503, 40, 2 * HOUR + 5)
  metrics.note('GET /v1/parts', 404, 1, 3 * HOUR)
  const rows = metrics.take()
  expect(rows.map((row) => [row.hour / HOUR, row.outcome, row.bucketMs, row.requests])).toEqual([
    [2, 'ok', 1, 2],
    [2, 'ok', 5, 2],
    [2, 'ok', 1_000, 1],
    [2, 'failed', 50, 1],
    [3, 'refused', 1, 1],
  ])
  expect(metrics.take()).toEqual([])
})

test('what was counted is due to be flushed after a minute, and nothing never is', () => {
  const metrics = new RequestMetrics()
  expect(metrics.isDue(HOUR)).toBe(false)
  metrics.note('GET /v1/me', 200, 1, HOUR)
  expect(metrics.isDue(HOUR + 59_999)).toBe(false)
  expect(metrics.isDue(HOUR + 60_000)).toBe(true)
})

test('a summary adds hours and outcomes up and names the bound half and nineteen in twenty stay within', () => {
  const metrics = new RequestMetrics()
  for (let n = 0; n < 90; n++) metrics.note('GET /v1/prices/:number', 200, 2, n * 60_000)
  for (let n = 0; n < 6; n++) metrics.note('GET /v1/prices/:number', 429, 150, 0)
  for (let n = 0; n < 4; n++) metrics.note('GET /v1/prices/:number', 500, 99_999_999, 0)
  metrics.note('POST /v1/quotes', 201, 12, 0)
  expect(summariseMetrics(metrics.take())).toEqual([
    {
      route: 'GET /v1/prices/:number',
      requests: 100,
      refused: 6,
      failed: 4,
      refusedShareBps: 600,
      failedShareBps: 400,
      p50Ms: 2,
      p95Ms: 200,
    },
    {
      route: 'POST /v1/quotes',
      requests: 1,
      refused: 0,
      failed: 0,
      refusedShareBps: 0,
      failedShareBps: 0,
      p50Ms: 20,
      p95Ms: 20,
    },
  ])
})
