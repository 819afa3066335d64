import type { Ctx } from '@partline/db'
import { notPermitted } from '@partline/http'
import { QUOTE_RIGHTS, type QuoteKind } from './quote-rights.ts'

/** @throws not-permitted unless the caller may do this act on quotes of this kind */
export function requireRight(ctx: Ctx, kind: QuoteKind, act: 'write' | 'decide'): void {
  if (!ctx.may(QUOTE_RIGHTS[kind][act])) throw notPermitted()
}
