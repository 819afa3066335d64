import { auditOf, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import { inboxOf } from './inbox.ts'
import type { PreferencesInput } from './inputs.ts'
import { type PreferenceRow, preferencesOf, putPreference } from './notices.repo.ts'

/** What the caller has said about the kinds she has said anything about. */
export async function readPreferences(ctx: Ctx): Promise<PreferenceRow[]> {
  const db = inboxOf(ctx)
  const [rows] = await db.read(preferencesOf(db, ctx.actor.personId))
  return rows
}

/** Sets what the caller wants to be told of, per kind (X4); kinds left out stay as they are. */
export async function setPreferences(ctx: Ctx, input: z.output<typeof PreferencesInput>): Promise<PreferenceRow[]> {
  const db = inboxOf(ctx)
  const recipientId = ctx.actor.personId
  const rows = input.items.map(({ kind, inbox, senders }) =>
    putPreference(db, { recipientId, kind, inbox: Number(inbox), senders: Number(senders) }),
  )
  const kinds = input.items.map((each) => each.kind).join(',')
  await commit(ctx, db, {
    subject: recipientId,
    rows,
    audit: auditOf(ctx, db, { action: 'notice.preferences-set', subject: recipientId, detail: { kinds } }),
  })
  return readPreferences(ctx)
}
