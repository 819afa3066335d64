import { env } from 'cloudflare:workers'
import { FaultyD1, World } from '@partline/testing'
import { beforeAll, expect, test, vi } from 'vitest'

const world = new World({ bindings: env })
let as: string
beforeAll(async () => {
  await world.openChannel()
  as = await world.keyFor('admin')
})

const POST = { 'content-type': 'application/json' }
const good = { name: '渠道', grade: 'A', zone: '华东' }
const CJK = /[\u4e00-\u9fff]/

type Problem = { type: string; title: string; status: number; detail: string; requestId: string; errors?: Field[] }
type Field = { pointer: string; code: string; message: string }

/** Asserts everything that holds of every refusal, and answers its body. */
async function refusal(answer: Response, status: number): Promise<Problem> {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  guarded(answer)
  const body = await answer.json<Problem>()
  expect(body).toMatchObject({ status, type: expect.stringMatching(/^\/problems\/[a-z-]+$/) })
  expect(body.requestId).toBe(answer.headers.get('x-request-id'))
  expect(
    Object.keys(body).every((key) => ['type', 'title', 'status', 'detail', 'requestId', 'errors'].includes(key)),
  ).toBe(true)
  return body
}

function guarded(answer: Response): void {
  expect(answer.headers.get('x-request-id')).toBeTruthy()
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
}

const post = (body: string | Uint8Array, headers: Record<string, string> = POST) =>
  world.call('POST', '/v1/channels', { as, body, headers })

async function channelCount(): Promise<number> {
  return (await env.HQ_DB.prepare('select count(*) as n from channel').first<{ n: number }>())?.n ?? -1
}

/** A JSON body of exactly so many bytes. */
const sized = (bytes: number) => {
  const start = '{"name":"'
  return `${start}${'x'.repeat(bytes - start.length - 2)}"}`
}

test('a body of 256 KB is read, one byte more is 413', async () => {
  expect((await refusal(await post(sized(256 * 1024)), 422)).errors?.[0]?.pointer).toBe('/name')
  await refusal(await post(sized(256 * 1024 + 1)), 413)
  await refusal(
    await world.call('POST', '/v1/prices/lookup', {
      as: await world.keyFor('auditor'),
      body: sized(256 * 1024 + 1),
      headers: POST,
    }),
    413,
  )
})

test('the bytes that arrive count, not the Content-Length that is claimed', async () => {
  const chunk = new Uint8Array(64 * 1024).fill(0x20)
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (++sent > 100) controller.close()
      else controller.enqueue(chunk)
    },
  })
  const headers = { ...POST, authorization: `Bearer ${as}`, 'idempotency-key': 'lying', 'content-length': '2' }
  const request = new Request('http://partline.test/v1/channels', { method: 'POST', headers, body })
  await refusal(await world.app.fetch(request, {}, { waitUntil: () => undefined } as never), 413)
  expect(sent, 'the rest is not read').toBeLessThan(20)
})

const MALFORMED: Record<string, string | Uint8Array> = {
  'no JSON': '{',
  'an empty body': '',
  'seventeen levels': `{"name":${'['.repeat(16)}${']'.repeat(16)}}`,
  'a NUL': '{"name":"a\\u0000b","grade":"A","zone":"z"}',
  'a NUL in a name': '{"na\\u0000me":"a"}',
  'a lone surrogate': '{"name":"\\ud800","grade":"A","zone":"z"}',
  'malformed UTF-8': Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  'a field twice': '{"name":"a","name":"b","grade":"A","zone":"z"}',
}

test.each(Object.entries(MALFORMED))('a body with %s is 400 and changes nothing', async (_, body) => {
  const before = await channelCount()
  await refusal(await post(body), 400)
  expect(await channelCount()).toBe(before)
})

const INVALID: Record<string, [unknown, string]> = {
  'an unknown field': [{ ...good, discount: 1 }, '/discount'],
  'a prototype': [`{"name":"a","grade":"A","zone":"z","__proto__":{"shard":"9"}}`, '/__proto__'],
  'an array': [[good], ''],
  'a missing field': [{ name: 'a', grade: 'A' }, '/zone'],
  'blank text': [{ ...good, name: ' \u3000 ' }, '/name'],
  'a text where a number belongs': [{ ...good, creditLimitFen: '1' }, '/creditLimitFen'],
  'a fraction of a fen': [{ ...good, creditLimitFen: 1.5 }, '/creditLimitFen'],
  'less than nothing': [{ ...good, creditLimitFen: -1 }, '/creditLimitFen'],
  'ten thousand times too much': [{ ...good, creditLimitFen: 1e17 }, '/creditLimitFen'],
  'an unknown choice': [{ ...good, cycle: 'weekly' }, '/cycle'],
  'a grade that is none': [{ ...good, grade: 'Z' }, '/grade'],
}

test.each(Object.entries(INVALID))('%s is 422 and named', async (_, [body, pointer]) => {
  const before = await channelCount()
  const answer = await post(typeof body === 'string' ? body : JSON.stringify(body))
  const { errors } = await refusal(answer, 422)
  expect(errors?.map((error) => error.pointer)).toContain(pointer)
  expect(await channelCount()).toBe(before)
})

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  '',
])('a body sent as "%s" is 415', async (type) => {
  await refusal(await post(JSON.stringify(good), { 'content-type': type }), 415)
})

test('a missing field or parameter is said to be required', async () => {
  const headers = { 'accept-language': 'zh' }
  const body = { name: 'a', grade: 'A' }
  const posted = await refusal(await world.call('POST', '/v1/channels', { as, body, headers }), 422)
  expect(posted.errors?.[0]).toMatchObject({ pointer: '/zone', message: '必填' })
  const reader = await world.keyFor('auditor')
  const asked = await refusal(await world.call('GET', '/v1/families/X/history', { as: reader, headers }), 422)
  expect(asked.errors?.[0]).toMatchObject({ pointer: '?book', message: '必填,只能是:guide、settlement' })
})

test('query parameters that are wrong, unknown, doubled or unclean are refused by name', async () => {
  const bad = ['limit=0', 'limit=101', 'limit=1.5', 'limit=x', 'limit=', 'limit=1&limit=2', 'nonsense=1', 'sort=price']
  for (const query of [...bad, 'cursor=!!', `cursor=${'x'.repeat(501)}`, 'status=gone', 'limit=１']) {
    const problem = await refusal(await world.call('GET', `/v1/channels?${query}`, { as }), 422)
    expect(problem.errors?.[0]?.pointer, query).toBe(`?${query.split('=')[0]}`)
  }
  await refusal(await world.call('GET', '/v1/channels?cursor=%00', { as }), 400)
})

test('ids that cannot be are not found or malformed, never an error of ours', async () => {
  for (const id of ['nope', '%ED%A0%80', '%FF', '%C3%28', "' or 1=1 --", '１', 'a%2Fb', '..%2f..', 'x'.repeat(64)])
    await refusal(await world.call('GET', `/v1/channels/${id}`, { as }), 404)
  await refusal(await world.call('GET', '/v1/channels/a%00b', { as }), 400)
  await refusal(await world.call('GET', `/v1/channels/${'x'.repeat(65)}`, { as }), 422)
})

test('unknown routes and wrong methods are problems too', async () => {
  for (const path of ['/', '/v2/me', '/nope', '/v1']) await refusal(await world.call('GET', path, { as }), 404)
  await refusal(await world.call('GET', '/v1/nope', { as }), 404)
  await refusal(await world.call('GET', '/v1/nope'), 401)
  for (const method of ['DELETE', 'PUT', 'OPTIONS', 'TRACE'].filter((each) => each !== 'TRACE'))
    await refusal(await world.call(method, '/v1/channels', { as }), 404)
})

test('a write without an Idempotency-Key, or with one that is none, is 400', async () => {
  for (const key of [null, ' ', 'a b', '键', 'x'.repeat(256)]) {
    const headers: Record<string, string> = key === null || key === '键' ? POST : { ...POST, 'idempotency-key': key }
    const answer = await world.call('POST', '/v1/channels', { as, body: good, key: null, headers })
    expect((await refusal(answer, 400)).type).toBe('/problems/idempotency-key-required')
  }
})

test('every refusal is complete in Chinese and in English', async () => {
  const paths: [string, string, object][] = [
    ['GET', '/v1/me', {}],
    ['GET', '/v1/nope', { as }],
    ['GET', '/v1/payments', { as }],
    ['GET', '/v1/channels/none', { as }],
    ['GET', '/v1/channels?limit=0&sort=x&a=1&status=b', { as }],
    ['POST', '/v1/channels', { as, body: '{', headers: POST }],
    ['POST', '/v1/channels', { as, body: 'x', headers: { 'content-type': 'text/plain' } }],
    ['POST', '/v1/channels', { as, body: sized(300_000), headers: POST }],
    ['POST', '/v1/channels', { as, body: { name: 1, grade: '', zone: [], cycle: 'x', creditLimitFen: 1.5, y: 1 } }],
    ['POST', '/v1/api-keys', { as, body: { label: 'x', role: 'nobody' } }],
    ['POST', '/v1/api-keys', { as, body: { label: 'x', role: 'admin', expiresOn: '2026-02-30' } }],
    ['POST', '/v1/channels', { as, body: good, key: null }],
  ]
  for (const [method, path, call] of paths) {
    const say = async (language: string) => {
      const headers = { ...(call as { headers?: object }).headers, 'accept-language': language }
      return (await (await world.call(method, path, { ...call, headers })).json()) as Problem
    }
    const [zh, en] = [await say('zh-CN,zh;q=0.9'), await say('en-GB,en;q=0.8')]
    const words = (problem: Problem) => [
      problem.title,
      problem.detail,
      ...(problem.errors ?? []).map((error) => error.message),
    ]
    for (const text of words(zh)) expect(text, `${method} ${path}`).toMatch(CJK)
    for (const text of words(en)) expect(text, `${method} ${path}`).not.toMatch(CJK)
    expect(words(zh).length).toBe(words(en).length)
  }
})

test('an unexpected error is a mute 500: no SQL, no parameter, no stack, in the answer or in the log', async () => {
  const faulty = new FaultyD1(env.HQ_DB)
  const broken = new World({ bindings: { ...env, HQ_DB: faulty.binding }, now: world.now })
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  faulty.fail('before', (batch) => batch.writes, 1, 'D1_ERROR: near "selct": syntax error at offset 3')
  const body = { ...good, name: '机密名称' }
  const answer = await broken.call('POST', '/v1/channels', { as, body, headers: { 'accept-language': 'en' } })
  const problem = await refusal(answer, 500)
  expect(problem.type).toBe('/problems/internal')
  expect(JSON.stringify(problem)).not.toMatch(/select|selct|insert|D1_|syntax|offset|\.ts|at /i)
  const [line] = log.mock.calls.at(-1) ?? []
  expect(String(line)).toContain(problem.requestId)
  expect(String(line)).not.toContain('机密名称')
  log.mockRestore()
})

test('successful answers carry the same guard headers', async () => {
  for (const path of ['/v1/health', '/v1/openapi.json', '/v1/me', '/v1/channels']) {
    const answer = await world.call('GET', path, { as })
    expect(answer.status).toBe(200)
    guarded(answer)
    await answer.text()
  }
})
