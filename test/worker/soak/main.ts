import { publishPrices, World } from '@partline/testing'
import worker from '@partline/workers'

type Batch = { queue: string; bodies: unknown[] }
type Payments = { now: number; accountant: string; items: { key: string; channelId: string; amountFen: number }[] }
type Setup = { channels: number }

const worlds = new Map<number, World>()

/** A deployment on these databases whose clock stands still at `now`. */
function worldAt(env: Env, now: number): World {
  let world = worlds.get(now)
  if (!world) {
    const [seed = 1] = crypto.getRandomValues(new Uint32Array(1))
    world = new World({ bindings: env, now, seed })
    worlds.set(now, world)
  }
  return world
}

/** The soak's hand inside the runtime: delivers queue batches as often as it likes, and posts with a clock that is late. */
export default {
  async fetch(request, env, execution) {
    const { pathname } = new URL(request.url)
    const input: unknown = await request.json()
    if (pathname === '/queue') return Response.json(await deliverBatch(input as Batch, env, execution))
    if (pathname === '/pay') return Response.json(await payAll(input as Payments, env))
    if (pathname === '/keys') return Response.json(await worldAt(env, Date.now()).hqKeys())
    if (pathname === '/setup') return Response.json(await setUp(input as Setup, env))
    return new Response(null, { status: 404 })
  },
} satisfies ExportedHandler<Env>

/** Which messages of a batch the product's consumer acknowledged. */
async function deliverBatch({ queue, bodies }: Batch, env: Env, execution: ExecutionContext): Promise<number[]> {
  const acked: number[] = []
  const messages = bodies.map((body, n) => ({
    id: String(n),
    timestamp: new Date(),
    attempts: 1,
    body,
    ack: () => void acked.push(n),
    retry: () => undefined,
  }))
  const batch = { queue, messages, ackAll: () => undefined, retryAll: () => undefined }
  await worker.queue(batch as unknown as MessageBatch, env, execution)
  return acked
}

async function payAll({ now, accountant, items }: Payments, env: Env): Promise<(string | null)[]> {
  const world = worldAt(env, now)
  return Promise.all(
    items.map(async ({ key, channelId: channel, amountFen }) => {
      const body = { amountFen, receivedOn: '2020-01-01', method: 'cash', reference: key }
      const response = await world.call('POST', '/v1/payments', { as: accountant, channel, key, body })
      return response.ok ? ((await response.json()) as { id: string }).id : null
    }),
  )
}

/** Channels that can buy one part, and the keys that crash writers use. */
async function setUp({ channels }: Setup, env: Env) {
  const world = worldAt(env, Date.now())
  const opened = []
  for (let n = 0; n < channels; n++) {
    const channel = await world.openChannel({ shard: String(1 + (n % 2)), creditLimitFen: 10_000_000_000 })
    opened.push({ id: channel.id, principal: await world.keyFor('principal', channel) })
  }
  await publishPrices(world, { parts: [{ number: 'SOAK-1', guideFen: 90_000, settlementFen: 60_000 }] })
  const accountant = await world.keyFor('accountant')
  return { channels: opened, accountant }
}
