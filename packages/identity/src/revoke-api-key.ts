import { auditOf, type Ctx, commit } from '@partline/db'
import { type ApiKey, getApiKey, keyStore, revokeStatement } from './api-keys.repo.ts'

/** Revokes a key; every isolate refuses it within 30 seconds (T5). Revoking twice changes nothing. */
export async function revokeApiKey(ctx: Ctx, channelId: string | undefined, id: string): Promise<ApiKey> {
  const key = await getApiKey(ctx, channelId, id)
  const db = keyStore(ctx, channelId)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [revokeStatement(db, id, ctx.now)],
    audit: auditOf(ctx, db, { action: 'api-key.revoked', subject: id }),
  })
  return { ...key, revokedAt: key.revokedAt ?? ctx.now }
}
