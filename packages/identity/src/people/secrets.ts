const encode = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** The token of a one-time link or of a device: 256 random bits behind a prefix that tells what leaked. */
export const newToken = (prefix: 'pll_' | 'pld_'): string => prefix + encode(crypto.getRandomValues(new Uint8Array(32)))

/** What is stored of a random token, and of what a password attempt is counted under: SHA-256 in hex. */
export async function tokenHash(...parts: string[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts.join('\n')))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
