import { type Ctx, type EventFacts, HQ, type Message } from '@partline/db'
import { permissionsOf } from '@partline/identity'
import { insertDeliveries, type Listener, listenersOf, type NewDelivery } from './sending.repo.ts'

/** Whether an endpoint's role, as its channel is now, may read what an event is about. */
export function mayHear(
  listener: Pick<Listener, 'channelId' | 'role' | 'channelStatus'>,
  needs: EventFacts['needs'],
): boolean {
  const kind = listener.channelId === HQ ? 'hq' : 'channel'
  if (kind === 'channel' && (listener.channelStatus === null || listener.channelStatus === 'archived')) return false
  return permissionsOf(kind, listener.role, listener.channelStatus === 'suspended').has(needs)
}

/**
 * Takes events in: one delivery for every endpoint of the event's own tenant or of HQ that asked for the type and whose
 * role may read the subject (X1, T2). Safe to repeat.
 */
export async function takeEvents(ctx: Ctx, messages: readonly Message[]): Promise<void> {
  const hq = ctx.databases.system('hq')
  const tenants = [...new Set([HQ, ...messages.map((each) => each.tenantId)])]
  const listeners = await listenersOf(hq, tenants)
  const rows = messages.flatMap((message) =>
    listeners.filter((listener) => wants(listener, message)).map((listener) => deliveryOf(ctx, message, listener)),
  )
  if (rows.length > 0) await hq.writeBatch([insertDeliveries(hq, rows, ctx.now)])
}

function wants(listener: Listener, { tenantId, payload }: Message): boolean {
  const { type, needs } = payload as EventFacts
  if (listener.channelId !== tenantId && listener.channelId !== HQ) return false
  return (JSON.parse(listener.types) as string[]).includes(type) && mayHear(listener, needs)
}

function deliveryOf(ctx: Ctx, message: Message, listener: Listener): NewDelivery {
  const { type, subject, needs, at } = message.payload as EventFacts
  return {
    channelId: listener.channelId,
    id: ctx.ids.next('whd'),
    endpointId: listener.id,
    eventId: message.id,
    type,
    subject,
    aboutChannel: message.tenantId === HQ ? null : message.tenantId,
    needs,
    occurredAt: at,
  }
}
