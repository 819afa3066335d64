/** One structured line per unexpected error. D1's own words only: a query error's message carries parameters. */
export function logError(requestId: string, error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = cause instanceof Error ? cause.message : String(cause)
  console.error(
    JSON.stringify({ level: 'error', requestId, reason, stack: cause instanceof Error ? cause.stack : undefined }),
  )
}
