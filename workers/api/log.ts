/** One structured line per unexpected error. D1's own words only: a query error's message carries parameters. */
export function logError(requestId: string, error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = cause instanceof Error ? cause.message : String(cause)
  console.error(
    JSON.stringify({ level: 'error', requestId, reason, stack: cause instanceof Error ? cause.stack : undefined }),
  )
}

/** What `LOG_REQUESTS` may say: `changes` leaves out reads and look-ups that succeeded. */
const LEVELS = ['none', 'failures', 'changes', 'all'] as const
type Level = (typeof LEVELS)[number]

/** A request as it is logged: whose it was and how it went, never what was asked or answered. */
type RequestLine = {
  level: 'info' | 'error'
  requestId: string
  method: string
  route: string
  status: number
  ms: number
  actorId: string | undefined
  actorKind: string | undefined
  channelId: string | undefined
  replayed: boolean | undefined
}

export type RequestLog = {
  wants(method: string, route: string, status: number): boolean
  write(line: RequestLine): void
}

const READS = ['GET', 'HEAD', 'OPTIONS']

/** One JSON line per request the level asks for; anything but a level counts as `changes`. */
export function requestLog(level: string | undefined, write = (text: string) => console.log(text)): RequestLog {
  const chosen: Level = LEVELS.find((each) => each === level) ?? 'changes'
  return {
    wants(method, route, status) {
      if (chosen === 'none') return false
      if (chosen === 'all' || status >= 500) return true
      if (chosen === 'failures') return status >= 400
      return status >= 400 || (!READS.includes(method) && route !== '/v1/prices/lookup')
    },
    write: (line) => write(JSON.stringify(line)),
  }
}
