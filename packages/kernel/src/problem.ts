import type { Words } from './words.ts'

/** What went wrong, in the domain's terms; `http` alone knows which status each becomes. */
export type ProblemKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'tooLarge'
  | 'unsupported'
  | 'invalid'
  | 'limited'
  | 'unavailable'

/** One field that is wrong: where (JSON pointer), why (code), and what to do (message). */
export type FieldError = { pointer: string; code: string; message: Words }

export type ProblemDefinition = { kind: ProblemKind; type: string; title: Words }

/** An expected refusal. Everything in it may be shown to the caller, so it never carries a price. */
export class Problem extends Error {
  readonly definition: ProblemDefinition
  readonly detail: Words
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(definition: ProblemDefinition, detail: Words, errors: readonly FieldError[], retryAfterSeconds?: number) {
    super(definition.type)
    this.definition = definition
    this.detail = detail
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export type ProblemParts = { detail?: Words; errors?: readonly FieldError[]; retryAfterSeconds?: number }
export type ProblemFactory = ((parts?: ProblemParts) => Problem) & { readonly definition: ProblemDefinition }

/**
 * Declares one problem of a context. `type` is the last segment of its URI (`/problems/<type>`), kebab case.
 * The factory makes the error to throw; without a detail the title stands for it.
 */
export function defineProblem(kind: ProblemKind, type: string, title: Words): ProblemFactory {
  const definition: ProblemDefinition = { kind, type, title }
  const make = (parts: ProblemParts = {}) =>
    new Problem(definition, parts.detail ?? title, parts.errors ?? [], parts.retryAfterSeconds)
  return Object.assign(make, { definition })
}

/** The one problem for a bad field found by a rule rather than by a schema. */
export const invalidInput = defineProblem('invalid', 'invalid-input', {
  zh: '请求内容不符合要求',
  en: 'The request content is not acceptable',
})

/** A single-field refusal: `pointer` is a JSON pointer into the request body, or `?name` for a query parameter. */
export function invalidField(pointer: string, code: string, message: Words): Problem {
  return invalidInput({ detail: message, errors: [{ pointer, code, message }] })
}

/** The same answer for a record that does not exist and for one that is not yours (requirement T3). */
export const notFound = defineProblem('notFound', 'not-found', { zh: '没有找到', en: 'Not found' })

/** The record moved on while the request was being decided; nothing was changed. */
export const changedMeanwhile = defineProblem('conflict', 'changed-meanwhile', {
  zh: '数据刚刚被更改,请刷新后重试',
  en: 'The record changed meanwhile; reload and try again',
})
