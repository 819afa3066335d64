import { auditOf, type ChannelDb, type Ctx, commit } from '@partline/db'
import { type Endpoint, getEndpoint, updateEndpoint } from './endpoints.repo.ts'
import { newSecret } from './signature.ts'

const OVERLAP_MS = 24 * 3_600_000

/** Gives an endpoint a new secret; for a day both sign, so that the receiver can change over (X1). @throws not-found */
export async function rotateSecret(ctx: Ctx, db: ChannelDb, id: string): Promise<Endpoint> {
  const before = await getEndpoint(db, id)
  const set = {
    secret: newSecret(),
    previousSecret: before.secret,
    previousUntil: ctx.now + OVERLAP_MS,
    updatedAt: ctx.now,
    version: before.version + 1,
  }
  const [unchanged, update] = updateEndpoint(db, before, set)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [unchanged],
    rows: [update],
    audit: auditOf(ctx, db, { action: 'webhook.secret-rotated', subject: id }),
  })
  return { ...before, ...set }
}
