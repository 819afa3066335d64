import { DateInput, ListQuery, PageView, TextInput } from '@partline/http'
import * as z from 'zod'

const Kind = z.enum(['sequentialRun', 'missRatio', 'aboveMedian', 'budgetReached', 'honeyPart'])
const Status = z.enum(['open', 'acknowledged'])

/** Something the watch over look-ups found (T7). `actorId` null is the whole channel, `channelId` null is HQ. */
export const LookupAlertView = z
  .strictObject({
    id: z.string(),
    channelId: z.string().nullable(),
    actorId: z.string().nullable(),
    role: z.string().nullable(),
    kind: Kind,
    day: z.string(),
    at: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number()])),
    status: Status,
    acknowledgedAt: z.string().nullable(),
    acknowledgedBy: z.string().nullable(),
  })
  .meta({ id: 'LookupAlert' })

export const LookupAlertsQuery = ListQuery({
  status: Status.optional(),
  kind: Kind.optional(),
  day: DateInput.optional(),
})
export const LookupAlertsView = PageView(LookupAlertView)

/** How a principal (or, `actorId` null, a whole channel) used look-ups on a Shanghai day. */
export const LookupUsageView = z
  .strictObject({
    channelId: z.string().nullable(),
    actorId: z.string().nullable(),
    day: z.string(),
    lookups: z.int(),
    distinctParts: z.int(),
    misses: z.int(),
    allowed: z.int(),
  })
  .meta({ id: 'LookupUsage' })

export const LookupUsageQuery = ListQuery({ day: DateInput.optional(), actorId: z.string().min(1).max(64).optional() })
export const LookupUsagePageView = PageView(LookupUsageView)

export const HoneyPartParam = z.strictObject({ number: z.string().min(1).max(100) })
export const SetHoneyPartInput = z.strictObject({ note: TextInput(500) })

/** A part number nobody has a reason to ask for (T7). */
export const HoneyPartView = z
  .strictObject({ number: z.string(), note: z.string(), createdAt: z.string(), createdBy: z.string() })
  .meta({ id: 'HoneyPart' })
export const HoneyPartsQuery = ListQuery({})
export const HoneyPartsView = PageView(HoneyPartView)
