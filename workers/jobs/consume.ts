import { type Ctx, EVENT_TOPIC, type Message } from '@partline/db'
import { type ClosingMessage, closeChannels } from '@partline/settlement'
import { takeDeadLetter } from './dead-letter.ts'
import { deliver, deliverEvents } from './deliver.ts'

/** What a queue hands over, as far as it matters here. */
export type QueueMessage = { readonly body: unknown; ack(): void; retry(): void }

const DEAD_QUEUE = 'partline-dead'

/** Does the work of one queue batch. Each message is acknowledged when its own work is done, and else kept for a retry. */
export async function consume(
  ctx: Ctx,
  queue: string,
  messages: readonly QueueMessage[],
  onError: (error: unknown) => void,
): Promise<void> {
  const isEvent = ({ body }: QueueMessage) => queue === 'partline-events' && (body as Message).topic === EVENT_TOPIC
  const events = messages.filter(isEvent)
  const work = workOf(queue)
  const bodies = events.map((message) => message.body as Message)
  if (events.length > 0) await settle(events, () => deliverEvents(ctx, bodies), onError)
  for (const message of messages) if (!isEvent(message)) await settle([message], () => work(ctx, message.body), onError)
}

function workOf(queue: string): (ctx: Ctx, body: unknown) => Promise<void> {
  if (queue === 'partline-closing') return (ctx, body) => closeChannels(ctx, body as ClosingMessage)
  if (queue === DEAD_QUEUE) return takeDeadLetter
  return (ctx, body) => deliver(ctx, body as Message)
}

async function settle(
  messages: readonly QueueMessage[],
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await work()
    for (const message of messages) message.ack()
  } catch (error) {
    onError(error)
    for (const message of messages) message.retry()
  }
}
