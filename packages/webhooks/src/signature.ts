const PREFIX = 'whsec_'

/** A new signing secret in the form of Standard Webhooks 1.0.0: `whsec_` and 32 random bytes in base64. */
export function newSecret(): string {
  return PREFIX + btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
}

/**
 * The `webhook-signature` of one secret: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`.
 * @param seconds Unix time of this attempt
 */
export async function signatureOf(secret: string, id: string, seconds: number, body: string): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.slice(PREFIX.length)), (char) => char.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${seconds}.${body}`))
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(signed)))}`
}
