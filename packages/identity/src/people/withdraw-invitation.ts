import { auditOf, type Ctx, commit } from '@partline/db'
import { closeInvitation, getInvitation, type Invitation, linkStore } from './links.repo.ts'
import { linkClosed } from './problems.ts'

/** Withdraws an invitation nobody has taken up; its link opens nothing from now on. @throws link-closed */
export async function withdrawInvitation(ctx: Ctx, channelId: string | undefined, id: string): Promise<Invitation> {
  const row = await getInvitation(ctx, channelId, id)
  if (row.acceptedAt !== null || row.withdrawnAt !== null) throw linkClosed()
  const db = linkStore(ctx, channelId)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: closeInvitation(db, id, { withdrawnAt: ctx.now }),
    audit: auditOf(ctx, db, { action: 'invitation.withdrawn', subject: id }),
  })
  return { ...row, withdrawnAt: ctx.now }
}
