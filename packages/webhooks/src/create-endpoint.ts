import { auditOf, type Ctx, commit, HQ } from '@partline/db'
import { getChannel, permissionsOf } from '@partline/identity'
import { invalidField } from '@partline/kernel'
import type * as z from 'zod'
import { countEndpoints, type Endpoint, endpointStore, fewerEndpointsThan, insertEndpoint } from './endpoints.repo.ts'
import type { CreateEndpointInput } from './inputs.ts'
import { tooManyEndpoints } from './problems.ts'
import { requireOwnStore, requireUrl } from './require.ts'
import { newSecret } from './signature.ts'

const MOST = 20

/**
 * Sets an endpoint up (X1). It is told what its role may read; the secret is in the answer and nowhere else.
 * @throws not-found, invalid-input for a URL that is not public https or an unknown role, too-many-endpoints
 */
export async function createEndpoint(
  ctx: Ctx,
  input: z.output<typeof CreateEndpointInput>,
  loopback: boolean,
): Promise<Endpoint> {
  requireOwnStore(ctx, input.channelId)
  if (ctx.actor.kind === 'hq' && input.channelId) await getChannel(ctx, input.channelId)
  requireUrl(input.url, loopback)
  const db = endpointStore(ctx, input.channelId)
  const kind = db.channelId === HQ ? 'hq' : 'channel'
  const role = input.role ?? (ctx.actor.kind === kind ? ctx.actor.role : '')
  if (permissionsOf(kind, role, false).size === 0)
    throw invalidField('/role', 'unknown_role', { zh: '没有这个角色', en: 'There is no such role' })
  if ((await countEndpoints(db)) >= MOST) throw tooManyEndpoints()
  const row: Endpoint = {
    channelId: db.channelId,
    id: ctx.ids.next('whe'),
    url: input.url,
    description: input.description,
    types: JSON.stringify(input.types),
    role,
    secret: newSecret(),
    previousSecret: null,
    previousUntil: null,
    status: 'active',
    failingSince: null,
    createdAt: ctx.now,
    createdBy: ctx.actor.personId,
    updatedAt: ctx.now,
    version: 1,
  }
  await commit(ctx, ctx.hq, {
    subject: row.id,
    guards: [fewerEndpointsThan(db, MOST)],
    rows: [insertEndpoint(db, row)],
    audit: auditOf(ctx, db, { action: 'webhook.created', subject: row.id, detail: { role, types: row.types } }),
  })
  return row
}
