import { auditOf, type Ctx, commit, type Statement } from '@partline/db'
import { admit, type Origin } from './admission.ts'
import { hashOf, proveByPassword } from './auth.ts'
import { closeInvitation, type Invitation, invitationByToken } from './links.repo.ts'
import { insertMembership } from './memberships.repo.ts'
import { costOf, type PeopleParts } from './parts.ts'
import { requireGoodPassword } from './password-rules.ts'
import { candidatesFor, insertPerson, isTaken, notTaken, putPassword } from './people.repo.ts'
import { noteEvent } from './person-event.repo.ts'
import { linkNotValid } from './problems.ts'
import { tokenHash } from './secrets.ts'
import { personActor } from './sign-in.ts'
import type { Who } from './who.ts'

type Opened = Invitation & { channelName: string | null }

/** The invitation behind a link, while it can be taken up. @throws link-not-valid */
export async function openInvitation(ctx: Ctx, token: string): Promise<Opened> {
  const system = ctx.databases.system('hq')
  const row = await system.first(invitationByToken(system, await tokenHash('link', token)))
  const open = row && row.acceptedAt === null && row.withdrawnAt === null && row.expiresAt > ctx.now
  if (!open || (row.channelId !== 'hq' && row.status !== 'active')) throw linkNotValid()
  return row
}

const whoOf = (row: Invitation): Who =>
  row.email === null ? { email: null, mobile: row.mobile ?? '' } : { email: row.email, mobile: null }

/**
 * Takes an invitation up with a password (T5). If the password is that of somebody who signs in with this address, she
 * gets the membership; otherwise a new person does, even at an address that is in use, so that nobody learns whether it
 * is (T3). The link works once. @throws link-not-valid, sign-in-slowed-down
 */
export async function acceptInvitation(
  ctx: Ctx,
  parts: PeopleParts,
  input: { token: string; password: string },
  origin: Origin,
) {
  const row = await openInvitation(ctx, input.token)
  const who = whoOf(row)
  requireGoodPassword(input.password, '/password', row)
  const system = ctx.databases.system('hq')
  const [candidates] = await system.read(candidatesFor(system, who))
  await admit(ctx, who, { ...origin, invited: true }, candidates)
  const proven = await proveByPassword(costOf(parts), candidates, input.password)
  const hash = await hashOf(costOf(parts), input.password)
  const personId = proven?.person.personId ?? ctx.ids.next('per')
  const person = { id: personId, email: row.email, mobile: row.mobile, name: row.name, createdAt: ctx.now }
  await join(
    ctx,
    row,
    personId,
    proven ? [] : [insertPerson(ctx.hq, person), putPassword(ctx.hq, personId, hash, ctx.now)],
  )
}

/** Takes an invitation up as the person who is signed in, whatever address it was made out to. @throws link-not-valid */
export async function joinByInvitation(ctx: Ctx, token: string): Promise<{ membershipId: string }> {
  return join(ctx, await openInvitation(ctx, token), ctx.actor.personId, [])
}

async function join(ctx: Ctx, row: Opened, personId: string, made: Statement[]): Promise<{ membershipId: string }> {
  const db = ctx.hq.forChannel(row.channelId)
  const system = ctx.databases.system('hq')
  const membershipId = ctx.ids.next('mem')
  if (await isTaken(system, whoOf(row), personId, row.channelId)) throw linkNotValid()
  await commit(ctx, ctx.hq, {
    subject: membershipId,
    guards: [notTaken(system, whoOf(row), personId, row.channelId)],
    rows: [
      ...closeInvitation(db, row.id, { acceptedAt: ctx.now }),
      ...made,
      insertMembership(db, { id: membershipId, personId, role: row.role, version: 1, createdAt: ctx.now }),
      noteEvent(ctx, personId, 'membership.added', { channelId: row.channelId, role: row.role }),
    ],
    audit: auditOf(ctx.with({ actor: personActor(ctx, personId, row.name, row.role) }), db, {
      action: 'invitation.accepted',
      subject: row.id,
      detail: { membership: membershipId, role: row.role },
    }),
  })
  return { membershipId }
}
