import { auditOf, type ChannelDb, type Ctx, commit } from '@partline/db'
import { type DeliveryRecord, getDelivery, rescheduleDelivery } from './deliveries.repo.ts'
import { getEndpoint } from './endpoints.repo.ts'
import { deliveryUnderWay, endpointNotActive } from './problems.ts'

/**
 * Sends a delivery again with the same event id, whatever became of it; the minute cron does it (X1).
 * @throws not-found, endpoint-not-active, delivery-under-way
 */
export async function replayDelivery(
  ctx: Ctx,
  db: ChannelDb,
  endpointId: string,
  deliveryId: string,
): Promise<DeliveryRecord> {
  const endpoint = await getEndpoint(db, endpointId)
  const before = await getDelivery(db, endpointId, deliveryId)
  if (endpoint.status !== 'active') throw endpointNotActive()
  if (before.status === 'pending') throw deliveryUnderWay()
  const [unchanged, update] = rescheduleDelivery(db, before, ctx.now)
  await commit(ctx, ctx.hq, {
    subject: deliveryId,
    guards: [unchanged],
    rows: [update],
    audit: auditOf(ctx, db, {
      action: 'webhook.replayed',
      subject: deliveryId,
      detail: { endpoint: endpointId, event: before.eventId },
    }),
  })
  return getDelivery(db, endpointId, deliveryId)
}
