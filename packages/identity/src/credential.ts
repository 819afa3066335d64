/** How every key begins, so that a leaked one is recognised. */
const PREFIX = 'plk_'

/** A new machine credential: 256 random bits, shown once. */
export function newCredential(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const text = btoa(String.fromCharCode(...bytes))
  return PREFIX + text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Whether a bearer token can be one of our keys at all. */
export const isCredential = (token: string) => /^plk_[\w-]{43}$/.test(token)

/** What is stored: SHA-256 in hex. A 256-bit random key needs no slow hash. */
export async function credentialHash(credential: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(credential))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
