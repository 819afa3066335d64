/** How often a message is tried before it is given up: about four hours with the waits below. */
export const MAX_ATTEMPTS = 9

/** Milliseconds to wait after the n-th attempt (from 1): a minute, doubling, at most two hours. */
export const waitAfter = (n: number): number => Math.min(60_000 * 2 ** (n - 1), 7_200_000)
