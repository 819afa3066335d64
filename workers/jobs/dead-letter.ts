import { type Ctx, isDelivered, type Message } from '@partline/db'
import { type Exception, noteException, type Redo, reasonOf } from '@partline/exceptions'
import { type ClosingMessage, closeChannels, hasDueMonth } from '@partline/settlement'
import { deliver } from './deliver.ts'

const isClosing = (body: unknown): body is ClosingMessage =>
  typeof body === 'object' && body !== null && 'channelIds' in body && 'shard' in body

/**
 * Takes in what a queue gave up: tried once more, and what still fails becomes an exception that HQ sees (L4), one for
 * each channel of a closing message.
 */
export async function takeDeadLetter(ctx: Ctx, body: unknown): Promise<void> {
  if (!isClosing(body)) return tryDelivery(ctx, body as Message)
  for (const channelId of body.channelIds) {
    const message = { shard: body.shard, channelIds: [channelId] }
    const about = { kind: 'closing', channelId, subject: channelId, message } as const
    await tried(ctx, about, () => closeChannels(ctx, message))
  }
}

async function tryDelivery(ctx: Ctx, message: Message): Promise<void> {
  const about = { kind: 'delivery', channelId: message.tenantId, subject: message.id, message } as const
  await tried(ctx, about, () => deliver(ctx, message))
}

type About = Omit<Parameters<typeof noteException>[1], 'reason'>

async function tried(ctx: Ctx, about: About, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await noteException(ctx, { ...about, reason: reasonOf(error) })
  }
}

/** Does the work of an exception once more. */
export const redo: Redo = (ctx, exception) => {
  const body: unknown = JSON.parse(exception.message)
  return isClosing(body) ? closeChannels(ctx, body) : deliver(ctx, body as Message)
}

/** Whether the work of an exception has been done meanwhile. */
export async function isDone(ctx: Ctx, exception: Exception): Promise<boolean> {
  const body: unknown = JSON.parse(exception.message)
  if (isClosing(body)) return !(await hasDueMonth(ctx, ctx.databases.channel(body.shard, exception.channelId)))
  const message = body as Message
  return isDelivered(ctx.databases.system(message.source), message)
}
