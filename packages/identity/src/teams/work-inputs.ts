import { ListQuery, PageView } from '@partline/http'
import * as z from 'zod'
import { IdInput, NamesView } from './inputs.ts'

export const KindParam = z.strictObject({ kind: IdInput })
/** `teamId` null: to no team. */
export const WorkTeamInput = z.strictObject({ teamId: IdInput.nullable() })
export const QueueQuery = ListQuery({})

/** A kind of work and the team it comes to since `sinceAt`; without a team it is in nobody's queue. */
export const WorkKindView = z
  .strictObject({
    kind: z.string(),
    names: NamesView,
    team: z.strictObject({ id: z.string(), names: NamesView, sinceAt: z.string() }).nullable(),
  })
  .meta({ id: 'WorkKind' })
export const WorkKindsView = z.strictObject({ items: z.array(WorkKindView) })

/** A record that waits. `channelId`: null for HQ's own; `what`: what it is, in a word of the code. */
export const OpenWorkView = z
  .strictObject({
    kind: z.string(),
    id: z.string(),
    channelId: z.string().nullable(),
    sinceAt: z.string(),
    what: z.string(),
  })
  .meta({ id: 'OpenWork' })

/** One page of a queue, and how much of each kind waits in all of it; nothing of kinds the caller may not read. */
export const QueueView = PageView(OpenWorkView).extend({
  totals: z.array(z.strictObject({ kind: z.string(), open: z.int() })),
})
