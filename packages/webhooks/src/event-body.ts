import { instant } from '@partline/kernel'

export type EventParts = {
  id: string
  type: string
  subject: string
  /** Whose event it is; null for the brand's own. */
  channelId: string | null
  occurredAt: number
}

/**
 * What an endpoint receives: which record, of whom, and when; whoever wants more asks the API with the rights it has.
 * The envelope is that of Standard Webhooks 1.0.0 (`type`, `timestamp`, `data`), always far below its 20 KB.
 */
export const eventBody = ({ id, type, subject, channelId, occurredAt }: EventParts): string =>
  JSON.stringify({ type, id, timestamp: instant(occurredAt), data: { id: subject, channelId } })
