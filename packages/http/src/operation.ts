import { type Ctx, channelHeaderRequired } from '@partline/db'
import type { Permission } from '@partline/kernel'
import type { Context, MiddlewareHandler } from 'hono'
import { type DescribeRouteOptions, describeRoute, resolver, uniqueSymbol } from 'hono-openapi'
import type * as z from 'zod'
import { canonical, JSON_LIMIT, parseJson, readBody } from './body.ts'
import type { AppEnv } from './env.ts'
import { idempotencyKeyRequired, notPermitted } from './http-problems.ts'
import { ProblemSchema } from './schemas.ts'

export type OperationParts = {
  /** The operationId, a verb and a noun: `issueQuote`. */
  id: string
  /** What the operation needs: one permission, any one of several, or nothing for `public`. */
  may: Permission | readonly Permission[] | 'public'
  /** `channel`: one channel's record, so HQ must name the channel; `brand`: everything else. */
  scope?: 'channel' | 'brand'
  summary: string
  tag: string
  /** Success status → schema of the body; a string names another media type. */
  answers: Partial<Record<200 | 201 | 202 | 204, z.ZodType | 'text/html' | 'text/plain' | 'none'>>
  /** A list that `answerList` also answers as a CSV or XLSX file. */
  exports?: true
  /** A state change: demands an Idempotency-Key and claims it. */
  write?: boolean
  /** The body holds a password: its fingerprint is salted with the caller's session token, which is stored nowhere. */
  secret?: boolean
  /** Bytes accepted, when not ordinary JSON. */
  bodyLimit?: number
  /** The media types of a body that is not JSON. */
  bodyType?: readonly string[]
}

/** Every operation declared so far, for the permission table in the docs and the rights matrix. */
export type DeclaredOperation = Pick<OperationParts, 'id' | 'may' | 'scope' | 'write'>

/** Who may and what shape, before any handler runs; the same facts become the OpenAPI document. */
export function operation(parts: OperationParts) {
  const needed = parts.may === 'public' ? [] : [parts.may].flat()
  const gate: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (parts.may !== 'public') {
      const ctx = c.get('ctx')
      if (!needed.some((permission) => ctx.may(permission)))
        throw ctx.actor.undecided ? channelHeaderRequired() : notPermitted()
      if (parts.scope === 'channel') void ctx.db
    }
    if (parts.write) c.set('ctx', await claimed(c, parts))
    await next()
  }
  const documented = describeRoute(documentOf(parts, needed)) as unknown as Record<symbol, unknown>
  return Object.assign(gate, { [uniqueSymbol]: documented[uniqueSymbol] })
}

async function claimed(c: Context<AppEnv>, { secret, bodyLimit = JSON_LIMIT }: OperationParts): Promise<Ctx> {
  const ctx = c.get('ctx')
  const key = c.req.header('idempotency-key') ?? ''
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw idempotencyKeyRequired()
  const body = await readBody(c, bodyLimit)
  const url = new URL(c.req.url)
  const salt = secret ? ` ${c.get('credential') ?? ''}` : ''
  const head = `${c.req.method} ${url.pathname}${url.search} ${ctx.channel?.channelId ?? ''}${salt}\n`
  return ctx.with({ claim: { key, fingerprint: await sha256Hex(head, contentOf(c, body)) } })
}

function contentOf(c: Context<AppEnv>, body: Uint8Array): Uint8Array {
  if (body.byteLength === 0 || !/json/i.test(c.req.header('content-type') ?? '')) return body
  return new TextEncoder().encode(canonical(parseJson(body)))
}

async function sha256Hex(head: string, content: Uint8Array): Promise<string> {
  const start = new TextEncoder().encode(head)
  const all = new Uint8Array(start.byteLength + content.byteLength)
  all.set(start)
  all.set(content, start.byteLength)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function documentOf(parts: OperationParts, needed: Permission[]): DescribeRouteOptions {
  const responses: NonNullable<DescribeRouteOptions['responses']> = {}
  for (const [status, body] of Object.entries(parts.answers)) {
    const content = body === 'none' ? {} : { content: contentFor(body, parts.exports === true) }
    responses[status] = { description: parts.summary, ...content }
  }
  const problem = {
    description: 'Problem details (RFC 9457)',
    content: { 'application/problem+json': { schema: resolver(ProblemSchema) } },
  }
  responses['400'] = problem
  responses.default = problem
  const parameters = [
    ...(parts.write ? [headerParameter('Idempotency-Key', true)] : []),
    ...(parts.scope === 'channel' ? [headerParameter('Partline-Channel', false)] : []),
  ]
  const document = {
    operationId: parts.id,
    summary: parts.summary,
    tags: [parts.tag],
    responses,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(parts.bodyType
      ? { requestBody: { content: Object.fromEntries(parts.bodyType.map((type) => [type, TEXT_SCHEMA])) } }
      : {}),
    ...(parts.may === 'public' ? { security: [] } : {}),
    'x-may': needed,
    'x-scope': parts.scope ?? 'brand',
  }
  return document
}

const TEXT_SCHEMA = { schema: { type: 'string' as const } }

const FILE_TYPES = ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']

function contentFor(body: z.ZodType | string, exports: boolean): Content {
  const content: Content = typeof body === 'string' ? { [body]: TEXT_SCHEMA } : { 'application/json': schemaOf(body) }
  if (exports) for (const type of FILE_TYPES) content[type] = TEXT_SCHEMA
  return content
}

type Content = Record<string, typeof TEXT_SCHEMA | ReturnType<typeof schemaOf>>
const schemaOf = (body: z.ZodType) => ({ schema: resolver(body) })

const headerParameter = (name: string, required: boolean) => ({
  name,
  in: 'header' as const,
  required,
  schema: { type: 'string' as const },
})
