import { type Ctx, type Message, undelivered } from '@partline/db'

const PAGE = 100

/** Hands every undelivered message of every database to `send`; runs each minute, so nothing waits for luck. */
export async function sweepOutbox(ctx: Ctx, send: (messages: Message[]) => Promise<void>): Promise<number> {
  let swept = 0
  for (const source of ['hq', ...ctx.databases.shardNames]) {
    const messages = await undelivered(ctx.databases.system(source), source, PAGE)
    if (messages.length > 0) await send(messages)
    swept += messages.length
  }
  return swept
}
