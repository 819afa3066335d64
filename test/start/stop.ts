const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

let close = async () => {}

/** Closes what is open and ends the process with 0. */
export function stop(): void {
  close().finally(() => process.exit(0))
}

/** What has to be closed before the process may end; the last one named counts. */
export function closeOnStop(work: () => Promise<void>): void {
  close = work
}

/** Miniflare kills its runtime outright on these signals; with this it is closed in good order. A second signal ends at once. */
export function takeOverSignals(): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal)
    process.once(signal, stop)
  }
}
