import { IMPORT_TOPIC } from '@partline/catalog'
import type { Message } from '@partline/db'

type Queues = { EVENTS: Queue; IMPORTS: Queue }

/** Hands messages of the outbox to their queues: imports take long and have their own, so that nobody waits for them. */
export const sendMessages =
  ({ EVENTS, IMPORTS }: Queues) =>
  async (messages: readonly Message[]): Promise<void> => {
    for (const [isImport, some] of Map.groupBy(messages, (message) => message.topic === IMPORT_TOPIC))
      await (isImport ? IMPORTS : EVENTS).sendBatch(some.map((body) => ({ body })))
  }
