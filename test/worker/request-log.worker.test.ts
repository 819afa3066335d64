import { env } from 'cloudflare:workers'
import { Caches, Databases } from '@partline/db'
import { createIds } from '@partline/kernel'
import { seededBytes } from '@partline/testing'
import { createApi } from '@partline/workers/api'
import { beforeAll, expect, test, vi } from 'vitest'
import { requestLog } from '../../workers/api/log.ts'
import { Brand, PLAIN_SECRETS } from './rights/brand.ts'
import { OPERATIONS } from './rights/operation-table.ts'

const brand = new Brand({ bindings: env })
const lines: string[] = []
let requests = 0
type Line = { route: string; status: number; replayed?: boolean; [key: string]: unknown }
const parsed = () => lines.map((line) => JSON.parse(line) as Line)

/** The API as it is deployed, on the brand's databases and clock, with its log kept. */
function logged(level: string) {
  const random = seededBytes(7)
  return createApi({
    databases: new Databases(env),
    caches: new Caches(),
    now: () => brand.world.now,
    ids: (now) => createIds(now, random),
    newRequestId: () => `req_${++requests}`,
    files: env.FILES,
    passwordCost: { N: 1024, r: 8, p: 1 },
    refusalMs: 0,
    log: requestLog(level, (text) => lines.push(text)),
  })
}

async function ask(
  app: ReturnType<typeof logged>,
  method: string,
  path: string,
  as: string,
  body?: unknown,
  key?: string,
) {
  const headers = new Headers({ authorization: `Bearer ${as}`, 'idempotency-key': key ?? crypto.randomUUID() })
  const text =
    typeof body === 'string' ? body : body === undefined || method === 'GET' ? undefined : JSON.stringify(body)
  if (text !== undefined) headers.set('content-type', typeof body === 'string' ? 'text/csv' : 'application/json')
  const request = new Request(`http://partline.test${path}`, {
    method,
    headers,
    ...(text === undefined ? {} : { body: text }),
  })
  const execution = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} }
  return app.fetch(request, {} as never, execution as never)
}

beforeAll(async () => {
  await brand.open(PLAIN_SECRETS)
}, 60_000)

test('no log line of any operation, well or badly asked, holds a price, a name, a phone, a part number or a key', async () => {
  const errors = vi.spyOn(console, 'error').mockImplementation((text: string) => void lines.push(text))
  const app = logged('all')
  const callers = { ...brand.own.keys, ...brand.hq }
  for (const line of OPERATIONS) {
    const sample = await line.sample(brand, brand.own)
    for (const as of [callers.principal, callers.technician, callers.admin, callers.priceManager])
      await ask(app, line.method, sample.path, as, sample.body)
    await ask(app, line.method, `${sample.path}?x=王先生`, callers.principal, {
      customer: { name: '王先生', phone: '13800138000' },
    })
  }
  errors.mockRestore()
  expect(lines.length).toBeGreaterThan(OPERATIONS.length * 4)
  const text = lines.join('\n')
  const net = PLAIN_SECRETS.settlementFen
  const secrets = [net, net * 2, PLAIN_SECRETS.gradeBFen, PLAIN_SECRETS.costFen, Math.round(net * 1.13), 99_991].map(
    String,
  )
  for (const secret of [
    ...secrets,
    '王先生',
    '13800138000',
    'RM-1',
    'RM-CORE',
    '前轮',
    'plk_',
    '测试',
    '流水',
    'Bearer',
    'settlement',
  ])
    expect(text, secret).not.toContain(secret)
  const one = parsed().find((line) => line.route === '/v1/parts/:number' && line.status === 200)
  expect(Object.keys(one ?? {}).toSorted()).toEqual([
    'actorId',
    'actorKind',
    'channelId',
    'level',
    'method',
    'ms',
    'requestId',
    'route',
    'status',
  ])
}, 120_000)

test('by default changes and failures are logged, look-ups that succeed are not, and a replay says so', async () => {
  const app = logged('changes')
  lines.length = 0
  const { buyer } = brand.own.keys
  await ask(app, 'GET', '/v1/prices/RM-1', buyer)
  await ask(app, 'POST', '/v1/prices/lookup', buyer, { partNumbers: ['RM-1'] })
  expect(lines).toEqual([])
  await ask(app, 'GET', '/v1/quotes/none', buyer)
  const quote = brand.quoteBody('purchase')
  for (let n = 0; n < 2; n++) await ask(app, 'POST', '/v1/quotes', buyer, quote, 'same-key')
  expect(parsed().map(({ route, status, replayed }) => [route, status, replayed])).toEqual([
    ['/v1/quotes/:id', 404, undefined],
    ['/v1/quotes', 201, undefined],
    ['/v1/quotes', 201, true],
  ])
})

test('the level can be turned to nothing, to failures, and to everything', () => {
  const wants = (level: string) =>
    [
      ['GET', 200],
      ['POST', 201],
      ['GET', 404],
      ['GET', 500],
    ].map(([method, status]) => requestLog(level).wants(String(method), '/v1/x', Number(status)))
  expect(wants('none')).toEqual([false, false, false, false])
  expect(wants('failures')).toEqual([false, false, true, true])
  expect(wants('changes')).toEqual([false, true, true, true])
  expect(wants('anything else')).toEqual(wants('changes'))
  expect(wants('all')).toEqual([true, true, true, true])
})
