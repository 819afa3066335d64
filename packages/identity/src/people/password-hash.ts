import { scrypt } from 'node:crypto'

/** scrypt's cost: N (memory, a power of two), r (block), p (repetitions). N·r·p must stay ≤ 2^20 on Workers. */
export type PasswordCost = { readonly N: number; readonly r: number; readonly p: number }

/** OWASP's setting that fits a Worker: about 130 ms and 16 MB. */
export const PASSWORD_COST: PasswordCost = { N: 16_384, r: 8, p: 5 }

const KEY_BYTES = 32
const SALT_BYTES = 16
const MAX_MEMORY = 64 * 1024 * 1024

/** A hash that names its own cost, so that the cost can be raised later: `scrypt$N$r$p$salt$key`, base64. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, encode(salt), encode(key)].join('$')
}

/** Whether the password made the hash; false for a hash that cannot be read. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split('$')
  if (scheme !== 'scrypt' || !salt || !key) return false
  const made = await derive(password, decode(salt), { N: Number(N), r: Number(r), p: Number(p) })
  return sameBytes(made, decode(key))
}

function derive(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
    error ? reject(error) : resolve(key),
  )
  return promise
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}

const encode = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
const decode = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
