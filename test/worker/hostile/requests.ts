import type { Operation, Samples } from './document.ts'

export type Hostile = {
  why: string
  /** The operation whose rights the caller should hold, so that the request is not stopped at the door. */
  operation: Operation
  method: string
  path: string
  body?: string | Uint8Array
  headers?: Record<string, string>
}

const SQL = [
  "' or '1'='1",
  "x'; drop table quote; --",
  '1) union select key_hash, 1, 2, 3 from api_key --',
  "'||(select group_concat(name) from sqlite_master)||'",
  '") or sleep(5)#',
  "%' escape '",
]
const PATHS = [
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/v1/channels',
  '....//....//',
  '%00',
  '%c0%ae%c0%ae',
  '%ff',
  '%E2%80%AE',
  'a%0d%0aset-cookie:%20x=1',
  'x'.repeat(4_000),
  '__proto__',
  '{{7*7}}',
  '$%7bjndi:ldap://x%7d',
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'get ', 'X'.repeat(100)]

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const BODIES: Record<string, string | Uint8Array> = {
  nothing: '',
  null: 'null',
  array: '[]',
  'array of null': '[null]',
  text: '"text"',
  number: '1e999',
  boolean: 'true',
  'cut off': '{"a":',
  'two values': '{} {}',
  'a name twice': '{"kind":"user","kind":"purchase"}',
  'an escaped name twice': '{"kind":"user","\\u006bind":"purchase"}',
  prototype: '{"__proto__":{"kind":"user"},"constructor":{"prototype":{}}}',
  deep: deep(5_000),
  'deep array': '['.repeat(10_000) + ']'.repeat(10_000),
  'lone surrogate': '{"a":"\\ud800"}',
  NUL: '{"a":"\\u0000"}',
  BOM: '\ufeff{}',
  'not UTF-8': new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'UTF-16': new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  XML: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  'half a megabyte': `{"a":"${'x'.repeat(500_000)}"}`,
}
const TYPES = [
  'text/plain',
  'application/json;charset=utf-7',
  'application/json, text/html',
  'APPLICATION/JSON ;x=y',
  'application/jsonp',
  'application/vnd.api+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=x',
  'x'.repeat(5_000),
  ';',
]
const HEADERS: Record<string, string[]> = {
  'partline-channel': [
    '',
    "' or 1=1--",
    'chn_none, chn_other',
    'hq',
    'system',
    '%0d%0aset-cookie: x',
    '\u00e9\u00ff',
    'x'.repeat(60_000),
  ],
  'idempotency-key': ['', ' ', 'a b', "'); drop table quote;--", 'k'.repeat(256), 'k'.repeat(60_000), '%00'],
  authorization: [
    '',
    'Bearer',
    'Bearer  x',
    'Basic YTpi',
    `Bearer plk_${'a'.repeat(43)}`,
    `Bearer ${'a'.repeat(60_000)}`,
    "Bearer ' or 1=1--",
  ],
  'accept-language': ['*', 'zh;q=999', 'x'.repeat(20_000), '../../etc'],
  'x-request-id': ["'; drop table audit;--", 'x'.repeat(20_000)],
  'x-http-method-override': ['DELETE'],
  'x-forwarded-for': ['127.0.0.1, ::1', 'a'.repeat(10_000)],
  'content-encoding': ['gzip', 'br', 'nonsense'],
  'transfer-encoding': ['chunked', 'chunked, identity'],
  range: ['bytes=0-0,-1', 'bytes=9999999999999-'],
  'if-none-match': ['*', 'W/"x'],
  cookie: ['a=b; '.repeat(2_000), "session=' or 1=1--"],
  host: ['evil.example.com', ''],
}

const filled = (path: string, value: string) => path.replaceAll(/\{[^}]+\}/g, () => value)

/** Requests nobody should send, made from the API's own description. */
export function* hostileRequests(operations: readonly Operation[], samples: Samples): Generator<Hostile> {
  for (const path of new Set(operations.map((each) => each.path))) yield* confusedMethods(operations, path)
  for (const operation of operations) {
    yield* hostilePaths(operation)
    yield* hostileQueries(operation)
    yield* hostileFields(operation, samples)
    if (operation.body) yield* hostileBodies(operation)
  }
  for (const operation of operations.filter((each) => /^(listQuotes|createQuote|getMe)$/.test(each.operationId)))
    yield* hostileHeaders(operation, samples)
}

function* confusedMethods(operations: readonly Operation[], path: string): Generator<Hostile> {
  const known = operations.filter((each) => each.path === path)
  const [operation] = known
  if (!operation) return
  for (const method of METHODS)
    if (!known.some((each) => each.method === method))
      yield { why: `method ${method.slice(0, 10)}`, operation, method, path: filled(path, 'x') }
}

function* hostilePaths(operation: Operation): Generator<Hostile> {
  if (!operation.path.includes('{')) return
  for (const text of [...PATHS, ...SQL.map(encodeURIComponent)])
    yield {
      why: `path ${text.slice(0, 30)}`,
      operation,
      method: operation.method,
      path: filled(operation.path, text),
      body: '{}',
    }
}

function* hostileQueries(operation: Operation): Generator<Hostile> {
  const names = operation.parameters.filter((each) => each.in === 'query').map((each) => each.name)
  const path = filled(operation.path, 'x')
  for (const name of names)
    for (const text of [...SQL.map(encodeURIComponent), '%00', '%ff', '-1', '1e9', '[]', 'x'.repeat(4_000)])
      yield {
        why: `?${name}=${text.slice(0, 30)}`,
        operation,
        method: operation.method,
        path: `${path}?${name}=${text}`,
      }
  if (operation.method === 'GET')
    for (const query of ['limit[]=1', 'limit=1&limit=2', '__proto__[x]=1', '%', '&&&=', `${'a=1&'.repeat(2_000)}`])
      yield { why: `?${query.slice(0, 30)}`, operation, method: 'GET', path: `${path}?${query}` }
}

function* hostileFields(operation: Operation, samples: Samples): Generator<Hostile> {
  if (!operation.body) return
  const body = samples.of(operation.body)
  for (const path of textsIn(body))
    for (const text of SQL)
      yield {
        why: `${path.join('/')} = ${text}`,
        operation,
        method: operation.method,
        path: filled(operation.path, 'x'),
        body: JSON.stringify(replaced(body, path, text)),
      }
}

function* hostileBodies(operation: Operation): Generator<Hostile> {
  const request = { operation, method: operation.method, path: filled(operation.path, 'x') }
  for (const [why, body] of Object.entries(BODIES)) yield { ...request, why: `body: ${why}`, body }
  for (const type of TYPES)
    yield { ...request, why: `content-type ${type.slice(0, 40)}`, body: '{}', headers: { 'content-type': type } }
}

function* hostileHeaders(operation: Operation, samples: Samples): Generator<Hostile> {
  const body = operation.body ? { body: JSON.stringify(samples.of(operation.body)) } : {}
  for (const [name, values] of Object.entries(HEADERS))
    for (const value of values)
      yield {
        why: `${name}: ${value.slice(0, 30)}`,
        operation,
        method: operation.method,
        path: operation.path,
        headers: { [name]: value },
        ...body,
      }
}

type Path = (string | number)[]

function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    textsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function replaced(body: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value
  const copy = structuredClone(body) as Record<string | number, unknown>
  copy[step] = replaced(copy[step], rest, value)
  return copy
}
