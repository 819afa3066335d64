import { type ChannelDb, type Ctx, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, type SQL, sql } from 'drizzle-orm'
import { membership } from '../tables.ts'

export type Membership = RowOf<typeof membership>

export const insertMembership = (db: ChannelDb, row: Omit<Membership, 'channelId'>): Statement =>
  db.insert(membership, row)

/** A membership with its person's name. */
export type NamedMembership = Membership & { personName: string }

/** The place whose memberships the caller sees: her channel, the one HQ named, or, for HQ naming none, every place. */
const within = (ctx: Ctx): SQL | undefined => {
  const place = ctx.actor.channelId ?? ctx.home?.id
  return place === undefined ? undefined : sql`m.channel_id = ${place}`
}

const joined = (where: SQL | undefined) => sql`
  select m.channel_id as "channelId", m.id, m.person_id as "personId", m.role, m.version, m.created_at as "createdAt",
    p.name as "personName"
  from membership m join person p on p.id = m.person_id ${where ? sql`where ${where}` : sql``}`

const both = (a: SQL | undefined, b: SQL | undefined) => (a && b ? sql`${a} and ${b}` : (a ?? b))

/** One the caller may see. @throws not-found, for another channel's too */
export async function getMembership(ctx: Ctx, id: string): Promise<NamedMembership> {
  const system = ctx.databases.system('hq')
  const row = await system.first(system.statement<NamedMembership>(joined(both(within(ctx), sql`m.id = ${id}`))))
  if (!row) throw notFound()
  return row
}

const SORTS = { createdAt: { key: 'createdAt', column: sql`m.created_at` } }

export async function pageOfMemberships(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'id', column: sql`m.id` }, 'createdAt')
  const system = ctx.databases.system('hq')
  const query = sql`${joined(both(within(ctx), plan.where))} order by ${plan.orderBy} limit ${plan.limit}`
  const [rows] = await system.read(system.statement<NamedMembership>(query))
  return pageOf(rows, plan, request, 'createdAt')
}

export type PersonRow = {
  id: string
  name: string
  email: string | null
  mobile: string | null
  createdAt: number
  memberships: string
}

const PEOPLE_SORTS = {
  name: { key: 'name', column: sql`p.name` },
  createdAt: { key: 'createdAt', column: sql`p.created_at` },
}

/** People with those of their memberships the caller may see; nobody else's exist for her (T3). */
export async function pageOfPeople(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, PEOPLE_SORTS, { key: 'id', column: sql`p.id` }, 'name')
  const system = ctx.databases.system('hq')
  const where = both(within(ctx), plan.where)
  const query = sql`select p.id, p.name, p.email, p.mobile, p.created_at as "createdAt",
      json_group_array(json_object('id', m.id, 'channelId', nullif(m.channel_id, 'hq'), 'role', m.role)) as memberships
    from person p join membership m on m.person_id = p.id ${where ? sql`where ${where}` : sql``}
    group by p.id, p.name, p.email, p.mobile, p.created_at order by ${plan.orderBy} limit ${plan.limit}`
  const [rows] = await system.read(system.statement<PersonRow>(query))
  return pageOf(rows, plan, request, 'name')
}

/** Changes a membership only if nobody changed it since it was read. */
export function updateMembership(db: ChannelDb, before: Membership, set: Partial<Membership>): Statement[] {
  return [
    unchanged(db, before),
    db.update(membership, { ...set, version: before.version + 1 }, eq(membership.id, before.id)),
  ]
}

export const removeMembershipRow = (db: ChannelDb, before: Membership): Statement[] => [
  unchanged(db, before),
  db.remove(membership, eq(membership.id, before.id)),
]

const unchanged = (db: ChannelDb, { id, version }: Membership): Statement =>
  db.guard(
    'membership-unchanged',
    sql`exists (select 1 from membership where channel_id = ${db.channelId} and id = ${id} and version = ${version})`,
  )
