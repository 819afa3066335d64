import { findProcess } from './processes.ts'

const DEPTH = 8
const EVERY_MS = 1_000

/** The npx and pnpm this process was started through. */
function launchers(): number[] {
  const above: number[] = []
  const found: number[] = []
  for (let pid = process.ppid; above.length < DEPTH; ) {
    const ancestor = findProcess(pid)
    if (!ancestor) break
    above.push(pid)
    if (ancestor.name === 'pnpm' || ancestor.name.startsWith('npm ')) found.push(pid)
    pid = ancestor.parent
  }
  return found
}

/** `npx` does not pass on the signal that ends it, so its end is looked out for; else the service would live on unseen. */
export function stopWithLauncher(stop: () => void): void {
  const watched = launchers()
  const timer = setInterval(() => {
    if (watched.every((pid) => findProcess(pid))) return
    clearInterval(timer)
    stop()
  }, EVERY_MS)
  timer.unref()
}
