import { IMPORT_TOPIC } from '@partline/catalog'
import type { Message } from '@partline/db'
import { COMPILE_TOPIC } from '@partline/pricing'

type Queues = { EVENTS: Queue; IMPORTS: Queue }

const LONG: ReadonlySet<string> = new Set([IMPORT_TOPIC, COMPILE_TOPIC])

/** Hands messages of the outbox to their queues: imports and compilations take long, so that nobody waits for them. */
export const sendMessages =
  ({ EVENTS, IMPORTS }: Queues) =>
  async (messages: readonly Message[]): Promise<void> => {
    for (const [isLong, some] of Map.groupBy(messages, (message) => LONG.has(message.topic)))
      await (isLong ? IMPORTS : EVENTS).sendBatch(some.map((body) => ({ body })))
  }
