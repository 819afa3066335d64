import { base32 } from '@better-auth/utils/base32'
import { createOTP } from '@better-auth/utils/otp'

/** Seconds a code is shown for. */
const STEP_SECONDS = 30
/** Steps before and after the clock's own that are taken too: phones run up to 30 seconds off. */
const DRIFT = 1

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new second-factor secret of 160 bits, as authenticator apps take it (RFC 4648 base32). */
export function newTotpSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => ALPHABET[byte % 32]).join('')
}

/** The code of one 30-second step (RFC 6238, SHA-1, six digits). */
export const totpAt = (secret: string, step: number): Promise<string> => createOTP(base32.decode(secret)).hotp(step)

export const stepOf = (now: number): number => Math.floor(now / 1000 / STEP_SECONDS)

/**
 * The step this code belongs to, if it is one within the drift and later than the last one used: no code works twice.
 * @param now epoch milliseconds
 */
export async function matchingStep(secret: string, code: string, now: number, lastStep: number) {
  let found: number | undefined
  for (let step = stepOf(now) - DRIFT; step <= stepOf(now) + DRIFT; step++) {
    const matches = (await totpAt(secret, step)) === code
    if (matches && step > lastStep) found ??= step
  }
  return found
}

/** What an authenticator app reads from a QR code. */
export function totpUrl(secret: string, issuer: string, account: string): string {
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&period=${STEP_SECONDS}&digits=6`
}
