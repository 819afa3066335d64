import { auditOf, type ChannelDb, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import { type Endpoint, getEndpoint, updateEndpoint } from './endpoints.repo.ts'
import type { ChangeEndpointInput } from './inputs.ts'
import { requireUrl } from './require.ts'

/** Changes an endpoint, disables or enables it (X1). @throws not-found, invalid-input for a URL that may not be called */
export async function changeEndpoint(
  ctx: Ctx,
  db: ChannelDb,
  id: string,
  input: z.output<typeof ChangeEndpointInput>,
  loopback: boolean,
): Promise<Endpoint> {
  const before = await getEndpoint(db, id)
  if (input.url !== undefined) requireUrl(input.url, loopback)
  const { types, ...rest } = input
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const set = {
    ...given,
    ...(types === undefined ? {} : { types: JSON.stringify(types) }),
    ...(input.status === undefined ? {} : { failingSince: null }),
    updatedAt: ctx.now,
    version: before.version + 1,
  }
  const [unchanged, update] = updateEndpoint(db, before, set)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [unchanged],
    rows: [update],
    audit: auditOf(ctx, db, {
      action: 'webhook.changed',
      subject: id,
      detail: { fields: Object.keys(input).join(','), status: input.status ?? before.status },
    }),
  })
  return { ...before, ...set }
}
