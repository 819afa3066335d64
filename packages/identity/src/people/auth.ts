import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { hashPassword, type PasswordCost, verifyPassword } from './password-hash.ts'

/** Passwords have 10 to 128 characters. */
export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 128

/** Somebody whose password is stored. */
export type Provable = { readonly personId: string; readonly passwordHash: string }

/** The library addresses people by e-mail; ours may have none, so each is known to it by her id. */
const addressOf = (personId: string) => `${personId}@person.invalid`

/**
 * better-auth over people who were read beforehand. It decides and makes the session's token; it writes nothing, since
 * every write of a verb is one `commit`.
 */
function openAuth(cost: PasswordCost, people: readonly Provable[]) {
  const kept = async ({ data }: { data: object }) => ({ id: crypto.randomUUID(), ...data })
  const findOne = async ({ where }: { where: { value: unknown }[] }) => {
    const person = people.find((each) => addressOf(each.personId) === where[0]?.value)
    return person ? userOf(person) : null
  }
  const database = () => ({
    id: 'partline',
    create: kept,
    findOne,
    transaction: (work: (a: object) => unknown) => work({}),
  })
  return betterAuth({
    database: database as never,
    baseURL: 'http://partline.invalid',
    secret: crypto.randomUUID() + crypto.randomUUID(),
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
      password: {
        hash: (password) => hashPassword(password, cost),
        verify: ({ password, hash }) => verifyPassword(password, hash),
      },
    },
  })
}

function userOf({ personId, passwordHash }: Provable) {
  const at = new Date(0)
  const account = { providerId: 'credential', accountId: personId, userId: personId, password: passwordHash }
  return {
    ...{ id: personId, email: addressOf(personId), name: '', emailVerified: true, createdAt: at, updatedAt: at },
    account: [account],
  }
}

/**
 * The first of these people whose password this is, with a new session token. Nobody among them costs one hash too, so
 * that an unknown address takes as long as a known one.
 */
export async function proveByPassword<P extends Provable>(cost: PasswordCost, people: readonly P[], password: string) {
  const auth = openAuth(cost, people)
  for (const person of people.length > 0 ? people : [undefined]) {
    const email = addressOf(person?.personId ?? 'nobody')
    try {
      const { token } = await auth.api.signInEmail({ body: { email, password } })
      if (person) return { person, token }
    } catch (error) {
      if (!(error instanceof APIError) || error.statusCode !== 401) throw error
    }
  }
  return undefined
}

/** The hash to store for a new password. */
export async function hashOf(cost: PasswordCost, password: string): Promise<string> {
  const { password: passwords } = await openAuth(cost, []).$context
  return passwords.hash(password)
}
