import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField, notFound } from '@partline/kernel'
import { channelMayWrite, getChannel } from '../channels.repo.ts'
import { channelStatusRefused } from '../problems.ts'
import { permissionsOf } from '../roles.ts'
import { type Invitation, insertInvitation, linkStore } from './links.repo.ts'
import { membersAt } from './people.repo.ts'
import { alreadyMember } from './problems.ts'
import { newToken, tokenHash } from './secrets.ts'
import type { Who } from './who.ts'

/** An invitation can be taken up for this long, in milliseconds: a week. */
const OPEN_MS = 7 * 86_400_000

export type InviteInput = { who: Who; name: string; role: string; channelId?: string | undefined }

/**
 * Invites somebody to one role in one channel, or, by HQ naming none, at HQ (T5). The link is in the answer and nowhere
 * else, and nothing is sent. Whether the address is somebody's already makes no difference (T3), but for the issuer's
 * own people. @throws already-member
 */
export async function invite(ctx: Ctx, input: InviteInput): Promise<Invitation & { token: string }> {
  if (ctx.actor.channelId && input.channelId && input.channelId !== ctx.actor.channelId) throw notFound()
  const db = linkStore(ctx, input.channelId)
  const kind = db.channelId === 'hq' ? 'hq' : 'channel'
  if (kind === 'channel' && (await getChannel(ctx, db.channelId)).status === 'archived') throw channelStatusRefused()
  if (permissionsOf(kind, input.role, false).size === 0)
    throw invalidField('/role', 'unknown_role', { zh: '没有这个角色', en: 'There is no such role' })
  const system = ctx.databases.system('hq')
  const [members] = await system.read(membersAt(system, input.who, db.channelId, false))
  if (members.length > 0) throw alreadyMember()
  const token = newToken('pll_')
  const row: Invitation = {
    channelId: db.channelId,
    id: ctx.ids.next('inv'),
    tokenHash: await tokenHash('link', token),
    ...input.who,
    ...{ name: input.name, role: input.role, createdAt: ctx.now, createdBy: ctx.actor.personId },
    ...{ expiresAt: ctx.now + OPEN_MS, acceptedAt: null, withdrawnAt: null },
  }
  await commit(ctx, ctx.hq, {
    subject: row.id,
    guards: ctx.actor.channelId ? [channelMayWrite(ctx.hq, ctx.actor.channelId)] : [],
    rows: [insertInvitation(db, row)],
    audit: auditOf(ctx, db, { action: 'person.invited', subject: row.id, detail: { role: row.role } }),
  })
  return { ...row, token }
}
