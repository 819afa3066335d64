import { auditOf, type Ctx, commit } from '@partline/db'
import { addDays, dateOf, invalidField, notFound, startOfDay } from '@partline/kernel'
import type * as z from 'zod'
import { type ApiKey, keyStore } from './api-keys.repo.ts'
import { channelMayWrite, getChannel } from './channels.repo.ts'
import { credentialHash, newCredential } from './credential.ts'
import type { CreateApiKeyInput } from './inputs.ts'
import { channelStatusRefused } from './problems.ts'
import { permissionsOf } from './roles.ts'
import { apiKey } from './tables.ts'

/** Keys live a year unless told otherwise, and never longer than two. */
const DEFAULT_DAYS = 365
const MAX_DAYS = 730

/** What a person needs; a machine's key is given more. */
const DEFAULT_PARTS_PER_DAY = 300

/**
 * Issues a key of one role in one channel, or of an HQ role when HQ names no channel (T5). The secret is in the answer
 * and nowhere else.
 */
export async function createApiKey(
  ctx: Ctx,
  input: z.output<typeof CreateApiKeyInput>,
): Promise<ApiKey & { secret: string }> {
  const channelId = ctx.actor.channelId ?? input.channelId
  if (ctx.actor.channelId && input.channelId && input.channelId !== ctx.actor.channelId) throw notFound()
  if (channelId && ctx.actor.kind === 'hq' && (await getChannel(ctx, channelId)).status === 'archived')
    throw channelStatusRefused()
  if (permissionsOf(channelId ? 'channel' : 'hq', input.role, false).size === 0)
    throw invalidField('/role', 'unknown_role', { zh: '没有这个角色', en: 'There is no such role' })
  const secret = newCredential()
  const db = keyStore(ctx, channelId)
  const row = {
    channelId: db.channelId,
    id: ctx.ids.next('key'),
    keyHash: await credentialHash(secret),
    label: input.label,
    role: input.role,
    personId: null,
    lookupsPerMinute: input.lookupsPerMinute,
    distinctPartsPerDay: partsPerDay(ctx, input.distinctPartsPerDay),
    createdAt: ctx.now,
    createdBy: ctx.actor.personId,
    expiresAt: expiryOf(ctx, input.expiresOn),
    revokedAt: null,
  }
  await commit(ctx, ctx.hq, {
    subject: row.id,
    guards: ctx.actor.channelId ? [channelMayWrite(ctx.hq, ctx.actor.channelId)] : [],
    rows: [db.insert(apiKey, row)],
    audit: auditOf(ctx, channelId ? db : ctx.hq, {
      action: 'api-key.created',
      subject: row.id,
      detail: { role: row.role },
    }),
  })
  return { ...row, secret }
}

/** A channel cannot give one key more than HQ gives the whole channel. */
function partsPerDay(ctx: Ctx, wanted: number | undefined): number {
  const most = ctx.actor.channelId ? (ctx.home?.distinctPartsPerDay ?? 0) : Number.POSITIVE_INFINITY
  if (wanted === undefined) return Math.min(DEFAULT_PARTS_PER_DAY, most)
  if (wanted <= most) return wanted
  throw invalidField('/distinctPartsPerDay', 'out_of_range', {
    zh: '不能超过渠道的每日限额',
    en: "must not exceed the channel's daily limit",
  })
}

/** A key given a last day works through the end of it in Shanghai. */
function expiryOf(ctx: Ctx, expiresOn: string | undefined): number {
  const today = dateOf(ctx.now)
  const last = expiresOn ?? addDays(today, DEFAULT_DAYS)
  if (last >= today && last <= addDays(today, MAX_DAYS)) return startOfDay(addDays(last, 1))
  throw invalidField('/expiresOn', 'out_of_range', {
    zh: '失效日期应在今天到两年之内',
    en: 'must lie between today and two years from now',
  })
}
