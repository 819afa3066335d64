/** What password attempts are counted under: how many are free, and the longest wait between the others. */
export type AttemptRule = { readonly free: number; readonly capMs: number }

/**
 * Device cookies (OWASP): a device or address the owner has signed in from is counted by itself, so whatever strangers
 * do cannot slow her down. A stranger's attempts are counted per address and per place, and over all strangers' places.
 */
export const RULES = {
  device: { free: 10, capMs: 300_000 },
  source: { free: 5, capMs: 300_000 },
  strangers: { free: 100, capMs: 60_000 },
  spray: { free: 50, capMs: 60_000 },
} as const satisfies Record<string, AttemptRule>

/** After this long without an attempt, counting starts afresh. Milliseconds. */
export const FORGET_MS = 86_400_000

/** The wait after so many attempts, in milliseconds: none while they are free, then 2 s, 4 s, 8 s … up to the cap. */
export const waitAfter = (tries: number, { free, capMs }: AttemptRule): number =>
  tries <= free ? 0 : Math.min(capMs, 1_000 * 2 ** Math.min(tries - free, 20))
