const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How long to wait after each failed try; together about a day. */
const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR]

/** How often a delivery is tried before it is given up. */
export const TRIES = WAITS.length + 1

/** An endpoint that has answered nothing well for this long is disabled. */
const PATIENCE = 3 * 24 * HOUR

/** Milliseconds to wait with this many tries left; undefined when there are none. */
export const waitBefore = (triesLeft: number): number | undefined => WAITS[WAITS.length - triesLeft]

/** Whether to give an endpoint up that has been failing since then. */
export const isGivenUp = (failingSince: number, now: number): boolean => now - failingSince >= PATIENCE
