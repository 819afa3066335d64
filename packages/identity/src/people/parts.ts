import type { AuthenticateParts } from '../authenticate.ts'
import { PASSWORD_COST, type PasswordCost } from './password-hash.ts'

/** What signing in needs from outside, besides what every request needs. */
export type PeopleParts = AuthenticateParts & {
  /** scrypt's cost for new hashes; lower in tests and for the demonstration's random passwords. */
  passwordCost?: PasswordCost | undefined
  /** Seals second-factor secrets (secret AUTH_SECRET); without it one kept in HQ_DB does. */
  authSecret?: string | undefined
  /** A refused sign-in takes at least this long, so that its duration tells nothing. Milliseconds. */
  refusalMs?: number | undefined
}

export const costOf = (parts: PeopleParts): PasswordCost => parts.passwordCost ?? PASSWORD_COST

/** A timer started when a request arrives; refusals wait for it. */
export function refusalTimer(parts: PeopleParts): Promise<void> {
  const ms = parts.refusalMs ?? 800
  return ms === 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, ms))
}
