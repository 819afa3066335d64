import { auditOf, type Ctx, commit } from '@partline/db'
import { type Admission, admit, deviceHash, type Origin, sourceHash } from './admission.ts'
import { clearAttempts, takeBack } from './attempts.repo.ts'
import { proveByPassword } from './auth.ts'
import { SESSION_SECONDS } from './cookies.ts'
import { costOf, type PeopleParts } from './parts.ts'
import { type Candidate, candidatesFor, updateCredential } from './people.repo.ts'
import { noteEvent } from './person-event.repo.ts'
import { secondFactorRequired, signInRefused } from './problems.ts'
import { unseal } from './seal.ts'
import { newToken, tokenHash } from './secrets.ts'
import { insertSession, placesOf, putPlace, type Session } from './sessions.repo.ts'
import { liveStandings } from './standing.ts'
import { type PersonStanding, standingsOf } from './standings.repo.ts'
import { matchingStep } from './totp.ts'
import type { Who } from './who.ts'

export type SignInInput = { who: Who; password: string; code?: string | undefined }

export type SignedIn = { session: Session; token: string; device: string; name: string; standings: PersonStanding[] }

/**
 * Signs a person in with an e-mail address or a mobile number, a password and, where she has one, her second factor
 * (T5). Attempts are counted before they are made and slowed down, never refused for good; a place she has signed in
 * from is counted apart, so that nobody can keep her out. A new device is noted for her.
 * @throws sign-in-refused, second-factor-required, sign-in-slowed-down
 */
export async function signIn(ctx: Ctx, parts: PeopleParts, input: SignInInput, origin: Origin): Promise<SignedIn> {
  const system = ctx.databases.system('hq')
  const [candidates] = await system.read(candidatesFor(system, input.who))
  const admission = await admit(ctx, input.who, origin, candidates)
  const proven = await proveByPassword(costOf(parts), candidates, input.password)
  if (!proven) throw signInRefused()
  const { person, token } = proven
  const [rows, places] = await system.read(standingsOf(system, [person.personId]), placesOf(ctx.hq, person.personId))
  const standings = liveStandings(rows)
  if (standings.length === 0) throw signInRefused()
  const step = await secondStep(ctx, parts, person, input.code)
  const session = await sessionOf(ctx, person.personId, token, origin.userAgent)
  const device = origin.device ?? newToken('pld_')
  const newDevice = places.length > 0 && !admission.knownDevice
  await keep(ctx, { person, session, device, origin, step, newDevice, admission })
  return { session, token, device, name: person.name, standings }
}

/** The step of the code she gave, if she has a second factor. */
async function secondStep(ctx: Ctx, parts: PeopleParts, person: Candidate, code: string | undefined) {
  if (person.totpConfirmedAt === null || person.totpSealed === null) return undefined
  if (code === undefined) throw secondFactorRequired()
  const step = await matchingStep(await unseal(ctx, parts, person.totpSealed), code, ctx.now, person.totpStep)
  if (step === undefined) throw signInRefused()
  return step
}

async function sessionOf(ctx: Ctx, personId: string, token: string, userAgent: string): Promise<Session> {
  return {
    id: ctx.ids.next('ses'),
    personId,
    tokenHash: await tokenHash('session', token),
    device: userAgent.slice(0, 200),
    createdAt: ctx.now,
    expiresAt: ctx.now + SESSION_SECONDS * 1_000,
    revokedAt: null,
  }
}

type Proven = {
  person: Candidate
  session: Session
  device: string
  origin: Origin
  step: number | undefined
  newDevice: boolean
  admission: Admission
}

async function keep(ctx: Ctx, proven: Proven): Promise<void> {
  const { person, session, device, origin, step, newDevice, admission } = proven
  const { personId } = person
  const place = { personId, lastAt: ctx.now }
  await commit(ctx, ctx.hq, {
    subject: session.id,
    rows: [
      ...(step === undefined ? [] : updateCredential(ctx.hq, person, { totpStep: step })),
      insertSession(ctx.hq, session),
      putPlace(ctx.hq, { ...place, kind: 'device', placeHash: await deviceHash(device) }),
      putPlace(ctx.hq, { ...place, kind: 'source', placeHash: await sourceHash(personId, origin.source) }),
      clearAttempts(ctx.hq, admission.own),
      takeBack(ctx, admission.shared),
      ...(newDevice ? [noteEvent(ctx, personId, 'sign-in.new-device', { device: session.device })] : []),
    ],
    audit: auditOf(ctx.with({ actor: personActor(ctx, personId, person.name) }), ctx.hq, {
      action: 'person.signed-in',
      subject: session.id,
      detail: { newDevice: newDevice ? 1 : 0, secondFactor: step === undefined ? 0 : 1 },
    }),
  })
}

/** A person as the audit trail names her when she acts before, or without, choosing a place. */
export const personActor = (ctx: Ctx, personId: string, name: string, role = 'person') => ({
  ...ctx.actor,
  id: personId,
  personId,
  label: name,
  role,
})
