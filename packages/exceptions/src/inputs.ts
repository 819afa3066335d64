import { ListQuery, PageView } from '@partline/http'
import * as z from 'zod'

const Status = z.enum(['open', 'resolved'])

/**
 * Work that exhausted its retries (L4). `subject`: the channel of a closing, the message of a delivery; `reason`: why it
 * last failed, as a problem type or a rule of the database; `channelId`: null for the brand's own.
 */
export const ExceptionView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['closing', 'delivery']),
    status: Status,
    channelId: z.string().nullable(),
    subject: z.string(),
    reason: z.string(),
    times: z.int(),
    firstAt: z.string(),
    lastAt: z.string(),
    resolvedAt: z.string().nullable(),
    resolvedBy: z.string().nullable(),
  })
  .meta({ id: 'Exception' })

export const ExceptionsQuery = ListQuery({ status: Status.optional() })
export const ExceptionsView = PageView(ExceptionView)
