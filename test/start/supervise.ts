import type { Runtime } from '../runtime.ts'

const EVERY_MS = 1_000
const PATIENCE = 4

/**
 * Miniflare replaces a runtime process that died; this replaces a Miniflare that did not manage it: when nothing has
 * answered for some seconds, `reopen` makes a new one on the same files.
 */
export function supervise(first: Runtime, reopen: () => Promise<Runtime>, say: (line: string) => void) {
  let runtime = first
  let silent = 0
  let stopped = false
  let timer: NodeJS.Timeout
  const look = async () => {
    silent = (await answers(runtime.url)) ? 0 : silent + 1
    if (silent >= PATIENCE && !stopped) {
      say('The runtime does not answer; starting another on the same data.')
      await runtime.dispose().catch(() => undefined)
      runtime = await reopen()
      silent = 0
    }
  }
  const wait = () => {
    timer = setTimeout(() => {
      look()
        .catch((error) => say(`The runtime could not be started: ${error}`))
        .finally(() => stopped || wait())
    }, EVERY_MS)
  }
  wait()
  return {
    current: () => runtime,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await runtime.dispose()
    },
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(5_000) })
    return true
  } catch {
    return false
  }
}
