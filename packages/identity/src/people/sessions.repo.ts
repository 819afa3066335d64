import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { personPlace, personSession } from '../tables.ts'

export type Session = RowOf<typeof personSession>

export const insertSession = (hq: HqDb, row: Session): Statement => hq.insert(personSession, row)

const mine = (ctx: Ctx, where?: SQL) => and(eq(personSession.personId, ctx.actor.personId), where)
const live = (ctx: Ctx) => sql`${personSession.revokedAt} is null and ${personSession.expiresAt} > ${ctx.now}`

const SORTS = { createdAt: { key: 'createdAt', column: personSession.createdAt } }

/** The caller's own sessions that are still good. */
export async function pageOfSessions(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'id', column: personSession.id }, '-createdAt')
  const [rows] = await ctx.hq.read(ctx.hq.select(personSession, mine(ctx, and(live(ctx), plan.where)), plan))
  return pageOf(rows, plan, request, '-createdAt')
}

/** @throws not-found for somebody else's */
export async function getOwnSession(ctx: Ctx, id: string): Promise<Session> {
  const row = await ctx.hq.first(ctx.hq.select(personSession, mine(ctx, eq(personSession.id, id))))
  if (!row) throw notFound()
  return row
}

export const endSession = (ctx: Ctx, id: string): Statement =>
  ctx.hq.update(
    personSession,
    { revokedAt: ctx.now },
    sql`${eq(personSession.id, id)} and ${isNull(personSession.revokedAt)}`,
  )

/** Every session of a person, but for the one she is using. */
export const endSessions = (ctx: Ctx, personId: string, but = ''): Statement =>
  ctx.hq.update(
    personSession,
    { revokedAt: ctx.now },
    sql`${eq(personSession.personId, personId)} and ${isNull(personSession.revokedAt)} and ${ne(personSession.id, but)}`,
  )

export type Place = RowOf<typeof personPlace>

/** Which of these people have signed in from which of these places. */
export const knownPlaces = (hq: HqDb, hashes: readonly string[]): Statement<Place> =>
  hq.select(personPlace, sql`${personPlace.placeHash} in (select value from json_each(${JSON.stringify(hashes)}))`)

export const placesOf = (hq: HqDb, personId: string): Statement<Place> =>
  hq.select(personPlace, eq(personPlace.personId, personId), { limit: 1 })

export const putPlace = (hq: HqDb, row: Place): Statement =>
  hq.statement(sql`insert into person_place (person_id, place_hash, kind, last_at)
    values (${row.personId}, ${row.placeHash}, ${row.kind}, ${row.lastAt})
    on conflict (person_id, place_hash) do update set last_at = excluded.last_at`)
