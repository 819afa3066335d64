import { setTimeout as wait } from 'node:timers/promises'

const PRODUCT = 'core:user:partline'
const EVERY_MS = 100
const PATIENCE_MS = 2_000

type Usage = { usedSize: number; backingStorageSize: number }

/** Watches what the product's own isolate holds after a collection, which is what Cloudflare's 128 MB are about. */
export class HeapWatch {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #last = 0
  #peak = 0
  #on = true

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown }
      if (id !== undefined) this.#waiting.get(id)?.(result)
    }
  }

  static async open(port: number): Promise<HeapWatch> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${PRODUCT}`)
    await new Promise((done) => {
      socket.onopen = done
    })
    const watch = new HeapWatch(socket)
    await watch.#ask('HeapProfiler.enable')
    void watch.#run()
    return watch
  }

  /** The most it held since this was last asked, in MB. */
  takePeak(): number {
    const peak = this.#peak / 1_048_576
    this.#peak = 0
    return peak
  }

  close(): void {
    this.#on = false
    this.#socket.close()
  }

  async #run(): Promise<void> {
    while (this.#on) {
      await this.#ask('HeapProfiler.collectGarbage')
      const usage = (await this.#ask('Runtime.getHeapUsage')) as Usage | undefined
      if (usage) this.#peak = Math.max(this.#peak, usage.usedSize + usage.backingStorageSize)
      await wait(EVERY_MS)
    }
  }

  /** An isolate that has nothing to do does not answer. */
  #ask(method: string): Promise<unknown> {
    const id = ++this.#last
    const answer = new Promise((done) => {
      this.#waiting.set(id, done)
      this.#socket.send(JSON.stringify({ id, method }))
    })
    return Promise.race([answer, wait(PATIENCE_MS, undefined)])
  }
}
