import { Caches } from '@partline/db'
import { createApi } from '@partline/workers/api'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { expect, test } from 'vitest'

test('every route fits the quick router: no fixed name stands beside a parameter', () => {
  const api = createApi({ caches: new Caches(), now: () => 0, newRequestId: () => 'r' } as never)
  const router = new RegExpRouter<string>()
  const refused: string[] = []
  for (const { method, path } of api.routes) {
    try {
      router.add(method, path, path)
    } catch {
      refused.push(`${method} ${path}`)
    }
  }
  expect(refused).toEqual([])
  expect(router.match('GET', '/v1/prices/AB-1')[0].length).toBeGreaterThan(1)
})
