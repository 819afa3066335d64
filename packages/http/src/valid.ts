import { invalidInput } from '@partline/kernel'
import type { MiddlewareHandler } from 'hono'
import { uniqueSymbol, validator } from 'hono-openapi'
import type * as z from 'zod'
import { JSON_LIMIT, parseJson, readBody, requireCleanText } from './body.ts'
import type { AppEnv } from './env.ts'
import { unsupportedMediaType } from './http-problems.ts'
import { fieldErrorsOf } from './issue-words.ts'

type Target = 'json' | 'query' | 'param'
type Validated<T extends Target, S extends z.ZodType> = {
  in: { [K in T]: T extends 'json' ? z.input<S> : Record<string, string> }
  out: { [K in T]: z.output<S> }
}

/** Most fields that are told at once. */
const MAX_ERRORS = 20

const BASE = { json: '', query: '?', param: ':' } as const

/**
 * Checks one part of the request against its schema and documents it with the same schema.
 * A body that is not JSON is 400, of another media type 415, too large 413; a field that is wrong is 422 and named. A body
 * that may be left out is read as `{}` when there is none.
 */
export function valid<T extends Target, S extends z.ZodType>(target: T, schema: S, body?: 'mayBeLeftOut') {
  const documented = validator(target, schema) as unknown as Record<symbol, unknown>
  const check: MiddlewareHandler<AppEnv, string, Validated<T, S>> = async (c, next) => {
    const leftOut = body !== undefined && (await readBody(c, JSON_LIMIT)).byteLength === 0
    const result = schema.safeParse(leftOut ? {} : await read[target](c), { reportInput: true })
    if (!result.success) {
      const errors = result.error.issues.flatMap((issue) => fieldErrorsOf(issue, BASE[target]))
      throw invalidInput({ errors: errors.slice(0, MAX_ERRORS) })
    }
    c.req.addValidatedData(target, result.data as object)
    await next()
  }
  return Object.assign(check, { [uniqueSymbol]: documented[uniqueSymbol] })
}

type Reader = (c: Parameters<MiddlewareHandler<AppEnv>>[0]) => unknown

const read: Record<Target, Reader> = {
  async json(c) {
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/json\s*(;|$)/i.test(type))
      throw unsupportedMediaType({ detail: { zh: '请用 application/json', en: 'Send application/json' } })
    return parseJson(await readBody(c, JSON_LIMIT))
  },
  query: (c) => cleaned(eachOnce(c.req.queries())),
  param: (c) => cleaned(c.req.param()),
}

function eachOnce(values: Record<string, string[]>): Record<string, string> {
  const twice = Object.keys(values).filter((name) => (values[name]?.length ?? 0) > 1)
  const message = { zh: '参数只能出现一次', en: 'may be given only once' }
  if (twice.length > 0)
    throw invalidInput({ errors: twice.map((name) => ({ pointer: `?${name}`, code: 'given_twice', message })) })
  return Object.fromEntries(Object.entries(values).map(([name, [value = '']]) => [name, value]))
}

function cleaned(values: Record<string, string>): Record<string, string> {
  for (const value of Object.values(values)) requireCleanText(value)
  return values
}
