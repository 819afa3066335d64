import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import { channelMayWrite } from '../channels.repo.ts'
import { permissionsOf } from '../roles.ts'
import { getMembership, type NamedMembership, removeMembershipRow, updateMembership } from './memberships.repo.ts'
import { noteEvent } from './person-event.repo.ts'
import { ownMembership } from './problems.ts'

/** One of the caller's people, but never herself: nobody raises, lowers or locks out herself. */
async function somebodyElse(ctx: Ctx, id: string): Promise<NamedMembership> {
  const row = await getMembership(ctx, id)
  if (row.personId === ctx.actor.personId) throw ownMembership()
  return row
}

const channelGuard = (ctx: Ctx) => (ctx.actor.channelId ? [channelMayWrite(ctx.hq, ctx.actor.channelId)] : [])

/** Gives one of the caller's people another role there (T2, T5); effective everywhere within 30 seconds. */
export async function changeMembership(ctx: Ctx, id: string, role: string): Promise<NamedMembership> {
  const before = await somebodyElse(ctx, id)
  if (permissionsOf(before.channelId === 'hq' ? 'hq' : 'channel', role, false).size === 0)
    throw invalidField('/role', 'unknown_role', { zh: '没有这个角色', en: 'There is no such role' })
  const db = ctx.hq.forChannel(before.channelId)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: channelGuard(ctx),
    rows: [
      ...updateMembership(db, before, { role }),
      noteEvent(ctx, before.personId, 'membership.changed', { channelId: before.channelId, role }),
    ],
    audit: auditOf(ctx, db, { action: 'membership.changed', subject: id, detail: { from: before.role, to: role } }),
  })
  return { ...before, role, version: before.version + 1 }
}

/** Ends a membership; within 30 seconds it opens nothing any more. Her other places are not touched. */
export async function removeMembership(ctx: Ctx, id: string): Promise<void> {
  const before = await somebodyElse(ctx, id)
  const db = ctx.hq.forChannel(before.channelId)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: channelGuard(ctx),
    rows: [
      ...removeMembershipRow(db, before),
      noteEvent(ctx, before.personId, 'membership.removed', { channelId: before.channelId }),
    ],
    audit: auditOf(ctx, db, {
      action: 'membership.removed',
      subject: id,
      detail: { person: before.personId, role: before.role },
    }),
  })
}
