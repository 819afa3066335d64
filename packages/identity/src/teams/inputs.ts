import { ListQuery, PageView, TextInput } from '@partline/http'
import * as z from 'zod'

const Names = z.strictObject({ zh: TextInput(60), en: TextInput(60) })
export const IdInput = z.string().min(1).max(64)

export const TeamInput = z.strictObject({ names: Names })
export const MergeInput = z.strictObject({ into: IdInput })
/** A place in the team: what she does there, and whether she leads it. */
export const MemberInput = z.strictObject({ position: TextInput(60), supervises: z.boolean().default(false) })
export const MemberParam = z.strictObject({ id: IdInput, personId: IdInput })
export const TeamsQuery = ListQuery({ status: z.enum(['active', 'merged']).optional() })

export const NamesView = z.strictObject({ zh: z.string(), en: z.string() })

const MemberView = z.strictObject({
  personId: z.string(),
  name: z.string(),
  position: z.string(),
  supervises: z.boolean(),
  fromAt: z.string(),
  untilAt: z.string().nullable(),
})

const team = {
  id: z.string(),
  names: NamesView,
  status: z.enum(['active', 'merged']),
  /** The team it became. */
  mergedInto: z.string().nullable(),
  createdAt: z.string(),
  version: z.int(),
  members: z.array(MemberView),
}

/** A team with its present members; supervisors first. */
export const TeamView = z.strictObject(team).meta({ id: 'Team' })
export const TeamsView = PageView(TeamView)

/** A team with its past: what it was called, who has been in it and which kinds of work came to it. */
export const TeamHistoryView = z
  .strictObject({
    ...team,
    formerNames: z.array(z.strictObject({ names: NamesView, fromAt: z.string(), untilAt: z.string() })),
    formerMembers: z.array(MemberView),
    work: z.array(z.strictObject({ kind: z.string(), fromAt: z.string() })),
    formerWork: z.array(z.strictObject({ kind: z.string(), fromAt: z.string(), untilAt: z.string() })),
    /** Teams that were merged into this one. */
    mergedFrom: z.array(z.strictObject({ id: z.string(), names: NamesView })),
  })
  .meta({ id: 'TeamHistory' })
