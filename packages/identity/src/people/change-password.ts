import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound } from '@partline/kernel'
import { type Admission, admit, type Origin } from './admission.ts'
import { clearAttempts, takeBack } from './attempts.repo.ts'
import { hashOf, proveByPassword } from './auth.ts'
import { costOf, type PeopleParts } from './parts.ts'
import { requireGoodPassword } from './password-rules.ts'
import { type Credential, findCredential, findPerson, type Person, updateCredential } from './people.repo.ts'
import { noteEvent } from './person-event.repo.ts'
import { passwordNotRight } from './problems.ts'
import { endSessions } from './sessions.repo.ts'

type Input = { currentPassword: string; newPassword: string }

/**
 * Changes the caller's own password (T5). Her other sessions end, refused everywhere within 30 seconds; this one stays.
 * @throws password-not-right, sign-in-slowed-down
 */
export async function changePassword(ctx: Ctx, parts: PeopleParts, input: Input, origin: Origin): Promise<Person> {
  const { person, credential, admission } = await proveSelf(ctx, parts, input.currentPassword, origin)
  requireGoodPassword(input.newPassword, '/newPassword', person)
  const passwordHash = await hashOf(costOf(parts), input.newPassword)
  await commit(ctx, ctx.hq, {
    subject: person.id,
    rows: [
      ...updateCredential(ctx.hq, credential, { passwordHash, passwordChangedAt: ctx.now }),
      endSessions(ctx, person.id, ctx.actor.sessionId),
      clearAttempts(ctx.hq, admission.own),
      takeBack(ctx, admission.shared),
      noteEvent(ctx, person.id, 'password.changed'),
    ],
    audit: auditOf(ctx, ctx.hq, { action: 'password.changed', subject: person.id }),
  })
  return person
}

export type Proof = { person: Person; credential: Credential; admission: Admission }

/** That the caller knows her own password still. Counted as an attempt, so that a stolen session cannot guess it. */
export async function proveSelf(ctx: Ctx, parts: PeopleParts, password: string, origin: Origin): Promise<Proof> {
  const { personId } = ctx.actor
  const [person, credential] = await Promise.all([findPerson(ctx, personId), findCredential(ctx, personId)])
  if (!person || !credential) throw notFound()
  const who =
    person.email === null ? { email: null, mobile: person.mobile ?? '' } : { email: person.email, mobile: null }
  const candidate = { ...credential, name: person.name }
  const admission = await admit(ctx, who, origin, [candidate])
  if (!(await proveByPassword(costOf(parts), [candidate], password))) throw passwordNotRight()
  return { person, credential, admission }
}
