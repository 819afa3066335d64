import { HQ } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { DeliveryRecord } from './deliveries.repo.ts'
import type { Endpoint } from './endpoints.repo.ts'
import type { DeliveryView, EndpointView } from './inputs.ts'

export function toEndpointView(row: Endpoint, secret?: string): z.output<typeof EndpointView> {
  return {
    id: row.id,
    channelId: row.channelId === HQ ? null : row.channelId,
    url: row.url,
    description: row.description,
    types: JSON.parse(row.types) as z.output<typeof EndpointView>['types'],
    role: row.role,
    status: row.status,
    failingSince: row.failingSince === null ? null : instant(row.failingSince),
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    version: row.version,
    ...(secret === undefined ? {} : { secret }),
  }
}

export function toDeliveryView(row: DeliveryRecord): z.output<typeof DeliveryView> {
  return {
    id: row.id,
    endpointId: row.endpointId,
    eventId: row.eventId,
    type: row.type,
    subject: row.subject,
    channelId: row.aboutChannel,
    occurredAt: instant(row.occurredAt),
    status: row.status,
    nextAttemptAt: row.status === 'pending' ? instant(row.dueAt) : null,
    attempts: row.attempts.map(({ n, at, status, ms, failure }) => ({ n, at: instant(at), status, ms, failure })),
  }
}
