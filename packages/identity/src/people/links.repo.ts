import {
  type ChannelDb,
  type Ctx,
  HQ,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { invitation, passwordReset } from '../tables.ts'

export type Invitation = RowOf<typeof invitation>
export type PasswordReset = RowOf<typeof passwordReset>

/** Where the caller's invitations and resets live: her channel, or for HQ the named one or its own. */
export const linkStore = (ctx: Ctx, channelId: string | undefined): ChannelDb =>
  ctx.hq.forChannel(ctx.actor.channelId ?? channelId ?? ctx.home?.id ?? HQ)

/** The link presented, with its place, before anything is known of who presents it. */
export const invitationByToken = (system: SystemDb, hash: string) =>
  system.statement<Invitation & { channelName: string | null; status: string | null }>(sql`
    select i.channel_id as "channelId", i.id, i.token_hash as "tokenHash", i.email, i.mobile, i.name, i.role,
      i.created_at as "createdAt", i.created_by as "createdBy", i.expires_at as "expiresAt",
      i.accepted_at as "acceptedAt", i.withdrawn_at as "withdrawnAt", c.name as "channelName", c.status
    from invitation i left join channel c on c.id = i.channel_id where i.token_hash = ${hash}`)

export const resetByToken = (system: SystemDb, hash: string) =>
  system.statement<PasswordReset>(sql`
    select r.channel_id as "channelId", r.id, r.token_hash as "tokenHash", r.email, r.mobile, r.created_at as "createdAt",
      r.created_by as "createdBy", r.expires_at as "expiresAt", r.used_at as "usedAt"
    from password_reset r where r.token_hash = ${hash}`)

const SORTS = { createdAt: { key: 'createdAt', column: invitation.createdAt } }

/** The invitations of the caller's place; HQ may name a channel, and otherwise gets its own. */
export async function pageOfInvitations(ctx: Ctx, request: PageRequest, channelId: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: invitation.id }, '-createdAt')
  const db = linkStore(ctx, channelId)
  const [rows] = await db.read(db.select(invitation, plan.where, plan))
  return pageOf(rows, plan, request, '-createdAt')
}

/** @throws not-found, for another place's too */
export async function getInvitation(ctx: Ctx, channelId: string | undefined, id: string): Promise<Invitation> {
  const db = linkStore(ctx, channelId)
  const row = await db.first(db.select(invitation, eq(invitation.id, id)))
  if (!row) throw notFound()
  return row
}

export async function getReset(ctx: Ctx, channelId: string | undefined, id: string): Promise<PasswordReset> {
  const db = linkStore(ctx, channelId)
  const row = await db.first(db.select(passwordReset, eq(passwordReset.id, id)))
  if (!row) throw notFound()
  return row
}

export const insertInvitation = (db: ChannelDb, row: Omit<Invitation, 'channelId'>): Statement =>
  db.insert(invitation, row)

export const insertReset = (db: ChannelDb, row: Omit<PasswordReset, 'channelId'>): Statement =>
  db.insert(passwordReset, row)

/** Closes an invitation once; the batch aborts when somebody was faster. */
export function closeInvitation(
  db: ChannelDb,
  id: string,
  set: Pick<Partial<Invitation>, 'acceptedAt' | 'withdrawnAt'>,
) {
  const open = sql`select 1 from invitation where channel_id = ${db.channelId} and id = ${id}
    and accepted_at is null and withdrawn_at is null`
  return [db.guard('invitation-open', sql`exists (${open})`), db.update(invitation, set, eq(invitation.id, id))]
}

export function useReset(db: ChannelDb, id: string, now: number): Statement[] {
  const open = sql`select 1 from password_reset where channel_id = ${db.channelId} and id = ${id} and used_at is null`
  return [
    db.guard('reset-open', sql`exists (${open})`),
    db.update(passwordReset, { usedAt: now }, eq(passwordReset.id, id)),
  ]
}
