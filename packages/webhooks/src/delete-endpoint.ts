import { auditOf, type ChannelDb, type Ctx, commit } from '@partline/db'
import { type Endpoint, getEndpoint, updateEndpoint } from './endpoints.repo.ts'

/** Takes an endpoint away; what is still on its way to it is not sent (X1). @throws not-found */
export async function deleteEndpoint(ctx: Ctx, db: ChannelDb, id: string): Promise<Endpoint> {
  const before = await getEndpoint(db, id)
  const set = { status: 'deleted' as const, updatedAt: ctx.now, version: before.version + 1 }
  const [unchanged, update] = updateEndpoint(db, before, set)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [unchanged],
    rows: [update],
    audit: auditOf(ctx, db, { action: 'webhook.deleted', subject: id }),
  })
  return { ...before, ...set }
}
