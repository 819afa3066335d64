import type { Ctx } from '@partline/db'
import { permissionsOf } from '@partline/identity'
import { apiKey, channel, membership, person } from '@partline/identity/tables'
import type { Permission } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'

/** Somebody who may be told: a person, or a key that stands for nobody in particular. */
type Member = { id: string; keyIds: string[]; permissions: ReadonlySet<Permission> }

/** The people of HQ or of a channel; `name` and `shard` are the channel's. */
export type Audience = { name: string; shard: string | undefined; members: Member[] }

/** Everybody of a tenant as of now, with what each may do; undefined for a channel that is not there or is archived. */
export async function readAudience(ctx: Ctx, tenantId: string): Promise<Audience | undefined> {
  const { hq, now } = ctx
  const db = hq.forChannel(tenantId)
  const [channels, memberships, keys] = await hq.read(
    hq.select(channel, eq(channel.id, tenantId)),
    db.select(membership),
    db.select(apiKey, sql`${apiKey.revokedAt} is null and ${apiKey.expiresAt} > ${now}`),
  )
  const home = channels[0]
  const isHq = tenantId === hq.tenantId
  if (!isHq && (!home || home.status === 'archived')) return undefined
  const suspended = home?.status === 'suspended'
  const roles = [
    ...memberships.map(({ personId, role }) => ({ id: personId, keyId: personId, role })),
    ...keys.map(({ id, personId, role }) => ({ id: personId ?? id, keyId: id, role })),
  ]
  const members = [...Map.groupBy(roles, (each) => each.id)].map(([id, held]): Member => {
    const permissions = held.flatMap(({ role }) => [...permissionsOf(isHq ? 'hq' : 'channel', role, suspended)])
    return { id, keyIds: held.map(({ keyId }) => keyId), permissions: new Set(permissions) }
  })
  return { name: home?.name ?? '', shard: home?.shard, members }
}

/** The name of a channel, for a line HQ's people read. */
export async function readChannelName(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.hq.first(ctx.hq.select(channel, eq(channel.id, id)))
  return row?.name ?? ''
}

export type Address = { id: string; email: string | null; mobile: string | null }

/** Where these people can be reached outside the product. */
export async function readAddresses(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Address>> {
  const [rows] = await ctx.hq.read(
    ctx.hq.select(person, sql`${person.id} in (select value from json_each(${JSON.stringify(ids)}))`),
  )
  return new Map(rows.map(({ id, email, mobile }) => [id, { id, email, mobile }]))
}
