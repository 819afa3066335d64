import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import type { Origin } from './admission.ts'
import { proveSelf } from './change-password.ts'
import type { PeopleParts } from './parts.ts'
import { type Credential, findCredential, updateCredential } from './people.repo.ts'
import { noteEvent } from './person-event.repo.ts'
import { secondFactorOn, secondFactorRefused } from './problems.ts'
import { seal, unseal } from './seal.ts'
import { endSessions } from './sessions.repo.ts'
import { matchingStep, newTotpSecret, totpUrl } from './totp.ts'

async function ownCredential(ctx: Ctx): Promise<Credential> {
  const credential = await findCredential(ctx, ctx.actor.personId)
  if (!credential) throw notFound()
  return credential
}

/** Whether the caller's second factor is on. */
export const secondFactorState = async (ctx: Ctx) => ({ on: (await ownCredential(ctx)).totpConfirmedAt !== null })

/**
 * Begins a second factor (T5, RFC 6238): the secret is in this answer and nowhere else, and asks for nothing until one
 * code of it has been confirmed. Needs the password. @throws second-factor-on
 */
export async function beginSecondFactor(ctx: Ctx, parts: PeopleParts, password: string, origin: Origin) {
  const { person, credential } = await proveSelf(ctx, parts, password, origin)
  if (credential.totpConfirmedAt !== null) throw secondFactorOn()
  const secret = newTotpSecret()
  await commit(ctx, ctx.hq, {
    subject: person.id,
    rows: updateCredential(ctx.hq, credential, { totpSealed: await seal(ctx, parts, secret), totpStep: 0 }),
    audit: auditOf(ctx, ctx.hq, { action: 'second-factor.begun', subject: person.id }),
  })
  return { on: false, secret, url: totpUrl(secret, 'Partline', person.email ?? person.mobile ?? person.name) }
}

/** Turns the begun second factor on with a code it shows. Other sessions end. @throws second-factor-refused */
export async function confirmSecondFactor(ctx: Ctx, parts: PeopleParts, code: string) {
  const credential = await ownCredential(ctx)
  if (credential.totpSealed === null || credential.totpConfirmedAt !== null) throw secondFactorRefused()
  const step = await matchingStep(await unseal(ctx, parts, credential.totpSealed), code, ctx.now, credential.totpStep)
  if (step === undefined) throw secondFactorRefused()
  await commit(ctx, ctx.hq, {
    subject: credential.personId,
    rows: [
      ...updateCredential(ctx.hq, credential, { totpConfirmedAt: ctx.now, totpStep: step }),
      endSessions(ctx, credential.personId, ctx.actor.sessionId),
      noteEvent(ctx, credential.personId, 'second-factor.on'),
    ],
    audit: auditOf(ctx, ctx.hq, { action: 'second-factor.on', subject: credential.personId }),
  })
  return { on: true }
}

/** Turns the caller's second factor off, or forgets a begun one. Needs the password. */
export async function removeSecondFactor(ctx: Ctx, parts: PeopleParts, password: string, origin: Origin) {
  const { person, credential } = await proveSelf(ctx, parts, password, origin)
  await commit(ctx, ctx.hq, {
    subject: person.id,
    rows: [
      ...updateCredential(ctx.hq, credential, { totpSealed: null, totpConfirmedAt: null, totpStep: 0 }),
      noteEvent(ctx, person.id, 'second-factor.off'),
    ],
    audit: auditOf(ctx, ctx.hq, { action: 'second-factor.off', subject: person.id }),
  })
  return { on: false }
}
