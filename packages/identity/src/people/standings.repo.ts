import type { SystemDb } from '@partline/db/system'
import { sql } from 'drizzle-orm'
import type { Standing } from './standing.ts'

export type PersonStanding = Standing & { personId: string }

const PLACE = sql`m.person_id as "personId", m.id as "membershipId", m.channel_id as "channelId", m.role,
  c.name as "channelName", c.status, c.shard, c.grade, c.zone,
  c.distinct_parts_per_day as "distinctPartsPerDay"`

/** Every place of these people, before it is known in which of them they will act. */
export const standingsOf = (system: SystemDb, personIds: readonly string[]) =>
  system.statement<PersonStanding>(sql`
    select ${PLACE} from membership m left join channel c on c.id = m.channel_id
    where m.person_id in (select value from json_each(${JSON.stringify(personIds)})) order by m.created_at, m.id`)

export type SessionStanding = PersonStanding & {
  sessionId: string
  expiresAt: number
  revokedAt: number | null
  name: string
}

/** The one query of a signed-in request: the session, the person, and her places. */
export const sessionStandings = (system: SystemDb, sessionHash: string) =>
  system.statement<SessionStanding>(sql`
    select s.id as "sessionId", s.expires_at as "expiresAt", s.revoked_at as "revokedAt", p.name, ${PLACE}
    from person_session s join person p on p.id = s.person_id join membership m on m.person_id = p.id
      left join channel c on c.id = m.channel_id
    where s.token_hash = ${sessionHash}`)
