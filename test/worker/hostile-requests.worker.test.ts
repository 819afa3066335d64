import { env } from 'cloudflare:workers'
import { permissionsOf } from '@partline/identity'
import { beforeAll, expect, test } from 'vitest'
import { type Operation, operationsOf, Samples } from './hostile/document.ts'
import { type Hostile, hostileRequests } from './hostile/requests.ts'
import { Brand, PLAIN_SECRETS } from './rights/brand.ts'

const brand = new Brand({ bindings: env })
beforeAll(() => brand.open(PLAIN_SECRETS), 60_000)

/** What an answer may never quote. */
const INSIDES = /SQLITE|D1_ERROR|CREATE TABLE|\bat \w+ \(|node_modules|\.ts:\d+|\b[0-9a-f]{64}\b/

function callerOf({ may }: Operation): { as: string; channel?: string } {
  const holds = (kind: 'hq' | 'channel', role: string) =>
    may.some((each) => permissionsOf(kind, role, false).has(each as never))
  if (holds('channel', 'principal') || may.length === 0) return { as: brand.own.keys.principal }
  const role = (Object.keys(brand.hq) as (keyof typeof brand.hq)[]).find((each) => holds('hq', each)) ?? 'admin'
  return { as: brand.hq[role], channel: brand.own.channel.id }
}

async function send({ operation, method, path, body, headers }: Hostile): Promise<Response | undefined> {
  const given = body === undefined || method === 'GET' || method === 'HEAD' ? {} : { body }
  try {
    return await brand.world.call(method, path, {
      ...callerOf(operation),
      headers: { 'content-type': 'application/json', ...headers },
      ...(headers?.['idempotency-key'] === undefined ? {} : { key: null }),
      ...given,
    })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

test('no request, however hostile, is answered with a fault or with the insides of the service', async () => {
  const document = await brand.world.json<Parameters<typeof operationsOf>[0]>('GET', '/v1/openapi.json', {
    expect: 200,
  })
  const operations = operationsOf(document)
  const statuses = new Map<number, number>()
  let unsendable = 0
  for (const hostile of hostileRequests(operations, new Samples(document))) {
    const response = await send(hostile)
    if (!response) {
      unsendable++
      continue
    }
    const what = `${hostile.method} ${hostile.path.slice(0, 200)} (${hostile.operation.operationId}, ${hostile.why})`
    const text = await response.text()
    expect(response.status, `${what}: ${text.slice(0, 300)}`).toBeLessThan(500)
    expect(text.replaceAll(hostile.path, ''), what).not.toMatch(INSIDES)
    expect(response.headers.get('set-cookie'), what).toBeNull()
    if (response.status >= 400 && hostile.method !== 'HEAD')
      expect(response.headers.get('content-type'), what).toContain('application/problem+json')
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
  }
  const sent = [...statuses.values()].reduce((sum, each) => sum + each, 0)
  console.info(`${sent} hostile requests to ${operations.length} operations`, Object.fromEntries(statuses))
  expect(sent).toBeGreaterThan(2_000)
  expect(unsendable, 'requests the platform itself refuses to make').toBeLessThan(sent / 10)
  for (const { channel } of [brand.own, brand.sibling, brand.other])
    await brand.world.json('GET', '/v1/account', { as: brand.hq.auditor, channel: channel.id, expect: 200 })
}, 120_000)
