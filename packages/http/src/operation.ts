import type { Ctx } from '@partline/db'
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
  /** A state change: demands an Idempotency-Key and claims it. */
  write?: boolean
  /** Bytes accepted, when not ordinary JSON. */
  bodyLimit?: number
  /** The media type of a body that is not JSON. */
  bodyType?: 'text/csv'
}

/** Every operation declared so far, for the permission table in the docs and the rights matrix. */
export type DeclaredOperation = Pick<OperationParts, 'id' | 'may' | 'scope' | 'write'>

/** Who may and what shape, before any handler runs; the same facts become the OpenAPI document. */
export function operation(parts: OperationParts) {
  const needed = parts.may === 'public' ? [] : [parts.may].flat()
  const gate: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (parts.may !== 'public') {
      const ctx = c.get('ctx')
      if (!needed.some((permission) => ctx.may(permission))) throw notPermitted()
      if (parts.scope === 'channel') void ctx.db
      if (parts.write) c.set('ctx', await claimed(c, ctx, parts.bodyLimit ?? JSON_LIMIT))
    }
    await next()
  }
  const documented = describeRoute(documentOf(parts, needed)) as unknown as Record<symbol, unknown>
  return Object.assign(gate, { [uniqueSymbol]: documented[uniqueSymbol] })
}

async function claimed(c: Context<AppEnv>, ctx: Ctx, limit: number): Promise<Ctx> {
  const key = c.req.header('idempotency-key') ?? ''
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw idempotencyKeyRequired()
  const body = await readBody(c, limit)
  const url = new URL(c.req.url)
  const head = `${c.req.method} ${url.pathname}${url.search} ${ctx.channel?.channelId ?? ''}\n`
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
    responses[status] = { description: parts.summary, ...(body === 'none' ? {} : { content: contentFor(body) }) }
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
      ? { requestBody: { content: { [parts.bodyType]: { schema: { type: 'string' as const } } } } }
      : {}),
    ...(parts.may === 'public' ? { security: [] } : {}),
    'x-may': needed,
    'x-scope': parts.scope ?? 'brand',
  }
  return document
}

const contentFor = (body: z.ZodType | string) =>
  typeof body === 'string'
    ? { [body]: { schema: { type: 'string' as const } } }
    : { 'application/json': { schema: resolver(body) } }

const headerParameter = (name: string, required: boolean) => ({
  name,
  in: 'header' as const,
  required,
  schema: { type: 'string' as const },
})
