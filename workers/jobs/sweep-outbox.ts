import { type Ctx, handedOver, type Message, undelivered } from '@partline/db'

const PAGE = 100
/** What one run takes of one database at most; the next minute takes the rest. */
const PAGES = 50

/**
 * Hands every undelivered message of every database to `send`; runs each minute, so nothing waits for luck. One handed
 * over in vain steps back for longer each time.
 */
export async function sweepOutbox(ctx: Ctx, send: (messages: Message[]) => Promise<void>): Promise<number> {
  let swept = 0
  for (const source of ['hq', ...ctx.databases.shardNames]) swept += await sweepOne(ctx, source, send)
  return swept
}

async function sweepOne(ctx: Ctx, source: string, send: (messages: Message[]) => Promise<void>): Promise<number> {
  const system = ctx.databases.system(source)
  let swept = 0
  let after: Parameters<typeof undelivered>[3]
  for (let page = 0; page < PAGES; page++) {
    const { messages, last } = await undelivered(system, source, PAGE, after, ctx.now)
    if (messages.length > 0) {
      await send(messages)
      await system.writeBatch([handedOver(system, messages, ctx.now)])
    }
    swept += messages.length
    if (!last) break
    after = last
  }
  return swept
}
