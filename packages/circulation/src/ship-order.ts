import { auditOf, type Ctx, channelIsActive, commit, eventOf } from '@partline/db'
import { postEntry } from '@partline/ledger'
import type * as z from 'zod'
import type { ShipOrderInput } from './inputs.ts'
import { getOrderToChange, type Order, orderUnchanged, updateOrder } from './orders.repo.ts'
import { orderStatusRefused } from './problems.ts'
import { shipmentLegs } from './shipment-legs.ts'

/**
 * HQ confirms that a whole order has left, and the ledger takes it: once for ever, whatever is repeated (L1, C4).
 * @throws not-found, order-status-refused, channel-not-active
 */
export async function shipOrder(ctx: Ctx, id: string, input: z.output<typeof ShipOrderInput>): Promise<Order> {
  const { db } = ctx
  const before = await getOrderToChange(ctx, id)
  if (before.status !== 'placed') throw orderStatusRefused()
  const entryId = ctx.ids.next('ent')
  const set = {
    status: 'shipped' as const,
    shippedAt: ctx.now,
    shippedBy: ctx.actor.personId,
    carrier: input.carrier ?? null,
    waybill: input.waybill ?? null,
    entryId,
    version: before.version + 1,
  }
  await commit(ctx, db, {
    subject: id,
    guards: [channelIsActive(db), orderUnchanged(db, before)],
    rows: [updateOrder(db, id, set)],
    entries: postEntry(ctx, db, {
      id: entryId,
      kind: 'shipment',
      source: id,
      legs: shipmentLegs(before),
      note: before.number,
    }),
    audit: auditOf(ctx, db, { action: 'order.shipped', subject: id, detail: { number: before.number } }),
    outbox: [eventOf(ctx, db, 'order.shipped', id, 'order:read')],
  })
  return { ...before, ...set }
}
