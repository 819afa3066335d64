import { type Locale, Problem, type ProblemKind } from '@partline/kernel'

/** The one place where a domain problem becomes an HTTP status. */
export const STATUS_OF = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooLarge: 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  unavailable: 503,
} as const satisfies Record<ProblemKind, number>

/** Renders a problem as RFC 9457 `application/problem+json` in the caller's language. */
export function problemAnswer(problem: Problem, requestId: string, locale: Locale): Response {
  const status = STATUS_OF[problem.definition.kind]
  const errors = problem.errors.map(({ pointer, code, message }) => ({ pointer, code, message: message[locale] }))
  const body = {
    type: `/problems/${problem.definition.type}`,
    title: problem.definition.title[locale],
    status,
    detail: problem.detail[locale],
    requestId,
    ...(errors.length > 0 ? { errors } : {}),
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json; charset=utf-8' }
  if (problem.retryAfterSeconds !== undefined) headers['retry-after'] = String(problem.retryAfterSeconds)
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  return new Response(JSON.stringify(body), { status, headers })
}

const WORDS_500 = {
  zh: { title: '系统内部错误', detail: '请求没有生效。请把请求编号告诉管理员。' },
  en: {
    title: 'Internal error',
    detail: 'The request had no effect you can rely on. Give the request id to an operator.',
  },
}

/** The mute 500: nothing of the cause leaves the server. */
export function internalErrorAnswer(requestId: string, locale: Locale): Response {
  const body = { type: '/problems/internal', ...WORDS_500[locale], status: 500, requestId }
  return new Response(JSON.stringify(body), {
    status: 500,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  })
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem
