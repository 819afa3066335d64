import type { Ctx, HqDb, RowOf, Statement } from '@partline/db'
import type { SystemDb } from '@partline/db/system'
import { eq, sql } from 'drizzle-orm'
import { person, personCredential } from '../tables.ts'
import type { Who } from './who.ts'

export type Person = RowOf<typeof person>
export type Credential = RowOf<typeof personCredential>

/** A person with what proves her. */
export type Candidate = Credential & { name: string }

const MANY = 50

const addressed = (who: Who) => (who.email === null ? sql`p.mobile = ${who.mobile}` : sql`p.email = ${who.email}`)

/** Whoever signs in with this address and belongs somewhere, oldest first. Usually nobody or one. */
export const candidatesFor = (system: SystemDb, who: Who): Statement<Candidate> =>
  system.statement(sql`
    select p.name, k.person_id as "personId", k.password_hash as "passwordHash", k.version,
      k.password_changed_at as "passwordChangedAt", k.totp_sealed as "totpSealed",
      k.totp_confirmed_at as "totpConfirmedAt", k.totp_step as "totpStep"
    from person p join person_credential k on k.person_id = p.id
    where ${addressed(who)} and exists (select 1 from membership m where m.person_id = p.id)
    order by p.created_at, p.id limit ${MANY}`)

/** Those at this address who belong to `channelId`; with `only`, to nothing else. */
export const membersAt = (system: SystemDb, who: Who, channelId: string, only: boolean) =>
  system.statement<{ personId: string }>(sql`
    select p.id as "personId" from person p join membership m on m.person_id = p.id and m.channel_id = ${channelId}
    where ${addressed(who)} ${
      only
        ? sql`and not exists (select 1 from membership o where o.person_id = p.id and o.channel_id <> m.channel_id)`
        : sql``
    } order by p.created_at, p.id limit ${MANY}`)

const taken = (who: Who, personId: string, channelId: string) =>
  sql`exists (select 1 from person p join membership m on m.person_id = p.id
    where m.channel_id = ${channelId} and (p.id = ${personId} or ${addressed(who)}))`

/** Whether this person, or somebody at this address, belongs there already. */
export async function isTaken(system: SystemDb, who: Who, personId: string, channelId: string): Promise<boolean> {
  const row = await system.first(
    system.statement<{ yes: number }>(sql`select ${taken(who, personId, channelId)} as yes`),
  )
  return row?.yes === 1
}

/** Aborts the batch when it is so by then. */
export const notTaken = (system: SystemDb, who: Who, personId: string, channelId: string): Statement =>
  system.statement(sql`insert into guard (channel_id, ok, tag)
    select ${channelId}, case when ${taken(who, personId, channelId)} then 0 else 1 end, 'not-taken'`)

export const insertPerson = (hq: HqDb, row: Person): Statement => hq.insert(person, row)

export const findPerson = (ctx: Ctx, id: string): Promise<Person | undefined> =>
  ctx.hq.first(ctx.hq.select(person, eq(person.id, id)))

export const findCredential = (ctx: Ctx, personId: string): Promise<Credential | undefined> =>
  ctx.hq.first(ctx.hq.select(personCredential, eq(personCredential.personId, personId)))

/** A first password, or another one in the place of a forgotten one. */
export const putPassword = (hq: HqDb, personId: string, hash: string, now: number, clearTotp = false): Statement =>
  hq.statement(sql`insert into person_credential (person_id, password_hash, password_changed_at, totp_step, version)
    values (${personId}, ${hash}, ${now}, 0, 1)
    on conflict (person_id) do update set password_hash = excluded.password_hash, version = version + 1,
      password_changed_at = excluded.password_changed_at ${clearTotp ? sql`, totp_sealed = null, totp_confirmed_at = null` : sql``}`)

/** Changes what proves a person only if nobody changed it since it was read. */
export function updateCredential(hq: HqDb, before: Credential, set: Partial<Credential>): Statement[] {
  return [
    hq.guard(
      'credential-unchanged',
      sql`exists (select 1 from person_credential where person_id = ${before.personId} and version = ${before.version})`,
    ),
    hq.update(
      personCredential,
      { ...set, version: before.version + 1 },
      eq(personCredential.personId, before.personId),
    ),
  ]
}
