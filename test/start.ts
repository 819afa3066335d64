import { existsSync, rmSync } from 'node:fs'
import { type Runtime, type RuntimeParts, startRuntime } from './runtime.ts'
import { fireCrons } from './start/crons.ts'
import { readDemo, signInTable, writeDemo } from './start/demo.ts'
import { fill, seedWorker } from './start/fill.ts'
import { demoFile, stateFolder } from './start/home.ts'
import { stopWithLauncher } from './start/launcher.ts'
import { noteRuntime, takeLock } from './start/lock.ts'
import { chosenPort, requireFreePort } from './start/port.ts'
import { closeOnStop, stop, takeOverSignals } from './start/stop.ts'
import { finishFilling, openStorage } from './start/storage.ts'
import { supervise } from './start/supervise.ts'

const startedAt = performance.now()
const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  const port = chosenPort(process.env.PORT)
  await takeLock(port)
  stopWithLauncher(stop)
  await requireFreePort(port)
  const parts: RuntimeParts = {
    port,
    persistTo: stateFolder,
    migrated: false,
    bindings: { WEBHOOKS_TO_LOOPBACK: 'yes' },
    onReady: () => {
      noteRuntime(port)
      takeOverSignals()
    },
    onRestart: () => say('The runtime process died and has been replaced; the data is unharmed.'),
  }
  const runtime = await openFilled(parts)
  const watch = supervise(runtime, () => startRuntime(parts), say)
  const stopCrons = fireCrons(watch.current, (error) => say(`A scheduled job failed: ${error}`))
  closeOnStop(async () => {
    stopCrons()
    await watch.stop()
  })
  greet(runtime.url)
}

/** Opens the storage and, when nothing is in it yet, fills it with the demonstration brand. */
async function openFilled(parts: RuntimeParts): Promise<Runtime> {
  const fresh = !existsSync(stateFolder)
  const runtime = await startRuntime(fresh ? { ...parts, extraWorkers: [seedWorker] } : parts)
  closeOnStop(runtime.dispose)
  try {
    if ((await openStorage(runtime)) === 'filled') return runtime
    if (!fresh) return await startAfresh(runtime, parts)
    say('Empty storage: making the demonstration brand (a year of orders, about 20 seconds).')
    const demo = await fill(runtime, Date.now(), (step) => say(`  ${step}`))
    writeDemo({ baseUrl: runtime.url, ...demo })
    await finishFilling(runtime)
    return runtime
  } catch (error) {
    await runtime.dispose()
    throw error
  }
}

/** Filling was interrupted, so nothing of anybody's is in there. */
async function startAfresh(runtime: Runtime, parts: RuntimeParts): Promise<Runtime> {
  await runtime.dispose()
  rmSync(stateFolder, { recursive: true, force: true })
  return openFilled(parts)
}

function greet(url: string): void {
  const demo = readDemo()
  if (demo && demo.baseUrl !== url) writeDemo({ ...demo, baseUrl: url })
  say(`\nPartline is at ${url}   (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
  say(`API reference: ${url}/v1/reference\n`)
  if (demo) say(`${signInTable({ ...demo, baseUrl: url })}\n`)
  else
    say(`The data is kept, but ${demoFile} is gone, and keys are stored as hashes only.
To start afresh with new keys:  npx -y pnpm@12 run reset, then start again.\n`)
  say('Ctrl+C stops it; the data stays.')
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
