import { auditOf, type Ctx, commit, type Statement } from '@partline/db'
import { channelMayWrite } from '../channels.repo.ts'
import { hashOf } from './auth.ts'
import { insertReset, type PasswordReset, resetByToken, useReset } from './links.repo.ts'
import { costOf, type PeopleParts } from './parts.ts'
import { requireGoodPassword } from './password-rules.ts'
import { candidatesFor, findPerson, membersAt, putPassword } from './people.repo.ts'
import { noteEvent } from './person-event.repo.ts'
import { linkNotValid } from './problems.ts'
import { newToken, tokenHash } from './secrets.ts'
import { endSessions } from './sessions.repo.ts'
import { personActor } from './sign-in.ts'
import type { Who } from './who.ts'

/** A reset link works for this long, in milliseconds: a day. */
const OPEN_MS = 86_400_000

/**
 * Makes a one-time link that sets a new password (T5); it is in the answer and nowhere else, and nothing is sent. The
 * answer is the same whoever the address belongs to, or nobody (T3): whom the link is good for is decided when it is
 * used.
 */
export async function issuePasswordReset(ctx: Ctx, who: Who): Promise<PasswordReset & { token: string }> {
  const db = ctx.actor.channelId ? ctx.hq.forChannel(ctx.actor.channelId) : ctx.hq.own
  const token = newToken('pll_')
  const row: PasswordReset = {
    channelId: db.channelId,
    id: ctx.ids.next('rst'),
    tokenHash: await tokenHash('link', token),
    ...who,
    ...{ createdAt: ctx.now, createdBy: ctx.actor.personId, expiresAt: ctx.now + OPEN_MS, usedAt: null },
  }
  await commit(ctx, ctx.hq, {
    subject: row.id,
    guards: ctx.actor.channelId ? [channelMayWrite(ctx.hq, ctx.actor.channelId)] : [],
    rows: [insertReset(db, row)],
    audit: auditOf(ctx, db, { action: 'password-reset.issued', subject: row.id }),
  })
  return { ...row, token }
}

/**
 * Sets a new password with a reset link (T5). HQ's link is good for anybody and turns her second factor off; a
 * channel's only for somebody who belongs to that channel and nowhere else, since her password opens every place she
 * belongs to. All her sessions end. @throws link-not-valid
 */
export async function resetPassword(
  ctx: Ctx,
  parts: PeopleParts,
  input: { token: string; password: string },
): Promise<void> {
  const system = ctx.databases.system('hq')
  const row = await system.first(resetByToken(system, await tokenHash('link', input.token)))
  if (!row || row.usedAt !== null || row.expiresAt <= ctx.now) throw linkNotValid()
  const hash = await hashOf(costOf(parts), input.password)
  const person = await personFor(ctx, row)
  if (!person) throw linkNotValid()
  requireGoodPassword(input.password, '/password', person)
  const db = ctx.hq.forChannel(row.channelId)
  const byHq = row.channelId === 'hq'
  await commit(ctx, ctx.hq, {
    subject: row.id,
    rows: [
      ...useReset(db, row.id, ctx.now),
      putPassword(ctx.hq, person.id, hash, ctx.now, byHq),
      endSessions(ctx, person.id),
      noteEvent(ctx, person.id, 'password.reset'),
    ],
    audit: auditOf(ctx.with({ actor: personActor(ctx, person.id, person.name) }), db, {
      action: 'password.reset',
      subject: row.id,
      detail: { person: person.id },
    }),
  })
}

async function personFor(ctx: Ctx, row: PasswordReset) {
  const who: Who = row.email === null ? { email: null, mobile: row.mobile ?? '' } : { email: row.email, mobile: null }
  const system = ctx.databases.system('hq')
  const query = row.channelId === 'hq' ? candidatesFor(system, who) : membersAt(system, who, row.channelId, true)
  const [own] = await system.read<[Statement<{ personId: string }>]>(query)
  const found = own[0]
  return found && findPerson(ctx, found.personId)
}
