import { connect, type Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'

/** What the thread is told: `requests` are whole HTTP/1.1 requests, asked in turn over kept-alive connections. */
export type LoadOrder = { port: number; requests: string[]; connections: number; ms: number; atLeast: number }
export type LoadResult = { answered: number; refused: number; seconds: number; p50Ms: number; p99Ms: number }

const END_OF_HEAD = '\r\n\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** Reads one answer at a time; true when it is complete. No pipelining, so nothing follows it. */
function answerReader(onStatus: (ok: boolean) => void): (chunk: Buffer) => boolean {
  let left = 0
  let tail: string | undefined
  return (chunk) => {
    if (tail !== undefined) return chunkedEnd(chunk)
    if (left > 0) {
      left -= chunk.length
      return left === 0
    }
    const end = chunk.indexOf(END_OF_HEAD)
    if (end < 0) throw new Error('an answer whose head is cut in two')
    const head = chunk.toString('latin1', 0, end).toLowerCase()
    onStatus(head.startsWith('http/1.1 200'))
    const at = head.indexOf('\ncontent-length:')
    if (at >= 0) {
      left = Number.parseInt(head.slice(at + 16), 10) - (chunk.length - end - END_OF_HEAD.length)
      return left === 0
    }
    tail = ''
    return chunkedEnd(chunk)
  }

  function chunkedEnd(chunk: Buffer): boolean {
    tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - LAST_CHUNK.length))).slice(-LAST_CHUNK.length)
    if (tail !== LAST_CHUNK) return false
    tail = undefined
    return true
  }
}

function run({ port, requests, connections, ms, atLeast }: LoadOrder): Promise<LoadResult> {
  const { promise, resolve } = Promise.withResolvers<LoadResult>()
  const buffers = requests.map((text) => Buffer.from(text, 'utf8'))
  const times: number[] = []
  let refused = 0
  let next = 0
  let open = connections
  const started = performance.now()
  for (let n = 0; n < connections; n++) {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let askedAt = 0
    const ask = () => {
      askedAt = performance.now()
      socket.write(buffers[next++ % buffers.length] as Buffer)
    }
    const complete = answerReader((ok) => {
      if (!ok) refused++
    })
    socket.on('connect', ask)
    socket.on('error', (error) => {
      throw error
    })
    socket.on('data', (chunk) => {
      if (!complete(chunk)) return
      const now = performance.now()
      times.push(now - askedAt)
      if (now - started < ms || next < atLeast) return ask()
      socket.destroy()
      if (--open === 0) resolve(summary(times, refused, (now - started) / 1000))
    })
  }
  return promise
}

function summary(times: number[], refused: number, seconds: number): LoadResult {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return { answered: times.length, refused, seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}

parentPort?.on('message', async (order: LoadOrder) => {
  parentPort?.postMessage(await run(order))
})
