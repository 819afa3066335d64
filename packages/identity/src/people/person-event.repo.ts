import type { Ctx, Statement } from '@partline/db'
import { personEvent } from '../tables.ts'

/** What a person should hear of her own account. */
type PersonEventKind =
  | 'sign-in.new-device'
  | 'password.changed'
  | 'password.reset'
  | 'second-factor.on'
  | 'second-factor.off'
  | 'membership.added'
  | 'membership.changed'
  | 'membership.removed'

type Detail = Record<string, string | number | null>

/** Notes in HQ_DB what a person should hear of; notices are made from these rows. Goes among the rows of a commit. */
export const noteEvent = (ctx: Ctx, personId: string, kind: PersonEventKind, detail: Detail = {}): Statement =>
  ctx.hq.insert(personEvent, { personId, id: ctx.ids.next('pev'), kind, at: ctx.now, detail: JSON.stringify(detail) })
