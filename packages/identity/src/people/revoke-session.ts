import { auditOf, type Ctx, commit } from '@partline/db'
import { endSession, getOwnSession, type Session } from './sessions.repo.ts'

/** Ends one of the caller's own sessions; every isolate refuses it within 30 seconds (T5). Twice changes nothing. */
export async function revokeSession(ctx: Ctx, id: string): Promise<Session> {
  const session = await getOwnSession(ctx, id)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [endSession(ctx, id)],
    audit: auditOf(ctx, ctx.hq, { action: 'session.revoked', subject: id }),
  })
  return { ...session, revokedAt: session.revokedAt ?? ctx.now }
}
