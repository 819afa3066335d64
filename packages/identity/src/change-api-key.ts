import { auditOf, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import { type ApiKey, getApiKey, keyStore, updateApiKey } from './api-keys.repo.ts'
import type { ChangeApiKeyInput } from './inputs.ts'

/** Changes what a key may look up (T7), effective within 30 s. Only HQ's administrator reaches here. */
export async function changeApiKey(
  ctx: Ctx,
  channelId: string | undefined,
  id: string,
  input: z.output<typeof ChangeApiKeyInput>,
): Promise<ApiKey> {
  const before = await getApiKey(ctx, channelId, id)
  const set = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const db = keyStore(ctx, channelId)
  await commit(ctx, ctx.hq, {
    subject: id,
    rows: [updateApiKey(db, id, set)],
    audit: auditOf(ctx, channelId ? db : ctx.hq, { action: 'api-key.changed', subject: id, detail: set }),
  })
  return { ...before, ...set }
}
