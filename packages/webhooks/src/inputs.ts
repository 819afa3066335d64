import { EVENT_TYPES } from '@partline/db'
import { ListQuery, PageView, TextInput } from '@partline/http'
import * as z from 'zod'

const Url = z.string().trim().min(1).max(500)
const Types = z
  .array(z.enum(EVENT_TYPES))
  .min(1)
  .max(EVENT_TYPES.length)
  .transform((types) => [...new Set(types)])
const Description = z.string().trim().max(200)

/**
 * A new endpoint (X1). `types`: what it is told of; `role`: whose rights decide which of these, the creator's own when
 * left out. `channelId`: HQ may set one up for a channel.
 */
export const CreateEndpointInput = z.strictObject({
  url: Url,
  types: Types,
  description: Description.default(''),
  role: TextInput(40).optional(),
  channelId: z.string().min(1).max(64).optional(),
})

/** What may be changed of an endpoint; enabling one forgets its failures. */
export const ChangeEndpointInput = z
  .strictObject({ url: Url, types: Types, description: Description, status: z.enum(['active', 'disabled']) })
  .partial()
  .refine((input) => Object.keys(input).length > 0, '{"zh":"至少改一项","en":"change at least one field"}')

/** Whose endpoint: HQ may name a channel; a channel has only its own. */
export const OwnerQuery = z.strictObject({ channelId: z.string().min(1).max(64).optional() })

/** `failingSince`: no try has succeeded since. `secret` is there once: in the answer that made it. */
export const EndpointView = z
  .strictObject({
    id: z.string(),
    channelId: z.string().nullable(),
    url: z.string(),
    description: z.string(),
    types: z.array(z.enum(EVENT_TYPES)),
    role: z.string(),
    status: z.enum(['active', 'disabled', 'deleted']),
    failingSince: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
    version: z.int(),
    secret: z.string().optional(),
  })
  .meta({ id: 'WebhookEndpoint' })

export const EndpointsQuery = ListQuery({ channelId: z.string().min(1).max(64).optional() })
export const EndpointsView = PageView(EndpointView)

const AttemptView = z.strictObject({
  n: z.int(),
  at: z.string(),
  status: z.int().nullable(),
  ms: z.int(),
  failure: z.string().nullable(),
})

/** One event on its way to one endpoint, with every try. `nextAttemptAt` is null once it is over. */
export const DeliveryView = z
  .strictObject({
    id: z.string(),
    endpointId: z.string(),
    eventId: z.string(),
    type: z.string(),
    subject: z.string(),
    channelId: z.string().nullable(),
    occurredAt: z.string(),
    status: z.enum(['pending', 'delivered', 'failed', 'cancelled']),
    nextAttemptAt: z.string().nullable(),
    attempts: z.array(AttemptView),
  })
  .meta({ id: 'WebhookDelivery' })

export const DeliveryParam = z.strictObject({ id: z.string().min(1).max(64), deliveryId: z.string().min(1).max(64) })
export const DeliveriesQuery = ListQuery({
  channelId: z.string().min(1).max(64).optional(),
  status: z.enum(['pending', 'delivered', 'failed', 'cancelled']).optional(),
})
export const DeliveriesView = PageView(DeliveryView)
