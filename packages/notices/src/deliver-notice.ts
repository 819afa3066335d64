import type { ChannelDb, Ctx, Message } from '@partline/db'
import { queueDispatches } from './dispatches.repo.ts'
import type { NoticeEvent } from './notice-event.ts'
import { type NoticeFacts, rightsToKnow } from './notice-kinds.ts'
import { insertNotices, type PreferenceRow, preferencesFor } from './notices.repo.ts'
import { type Audience, readAddresses, readAudience, readChannelName } from './recipients.repo.ts'
import { NoticeSenders, type Sender } from './senders.ts'

/**
 * Tells those who may know, by the rights they hold at this moment (X4, T4): a line in each inbox, and a message for each
 * configured sender. One line per event and person, however often the event arrives.
 */
export async function deliverNotice(ctx: Ctx, message: Message): Promise<void> {
  const event = message.payload as NoticeEvent
  const tenantId = event.to === 'hq' ? ctx.hq.tenantId : message.tenantId
  const audience = await readAudience(ctx, tenantId)
  if (!audience) return
  const facts = await factsFor(ctx, event, message.tenantId)
  const needs = rightsToKnow(facts, event.to)
  const people = audience.members
    .filter((member) => isOf(member, event.except) !== true && isOf(member, event.only) !== false)
    .filter(({ permissions }) => needs.every((need) => permissions.has(need)))
    .map(({ id }) => id)
  const db = storeOf(ctx, tenantId, audience)
  const [preferences] = await db.read(preferencesFor(db, event.kind))
  const wants = (id: string, what: 'inbox' | 'senders') => wanted(preferences, id, what)
  const row = { id: message.id, kind: event.kind, params: JSON.stringify(facts.params), needs: JSON.stringify(needs) }
  const senders = ctx.caches.of(NoticeSenders).list
  const outgoing = await addressed(
    ctx,
    event,
    people.filter((id) => wants(id, 'senders')),
    senders,
    needs,
  )
  await db.writeBatch([
    insertNotices(
      db,
      people.filter((id) => wants(id, 'inbox')),
      { ...row, subject: event.subject, at: ctx.now },
    ),
    ...(outgoing.length > 0 ? [queueDispatches(db, { ...row, now: ctx.now }, outgoing)] : []),
  ])
}

/** Whether this is the person named by her own id or by a key of hers; undefined when nobody is named. */
const isOf = ({ id, keyIds }: Audience['members'][number], named: string | undefined) =>
  named === undefined ? undefined : id === named || keyIds.includes(named)

const storeOf = (ctx: Ctx, tenantId: string, { shard }: Audience): ChannelDb =>
  shard === undefined ? ctx.hq.own : ctx.databases.channel(shard, tenantId)

/** HQ's people read whose record it is. */
async function factsFor(ctx: Ctx, event: NoticeEvent, tenantId: string): Promise<NoticeFacts> {
  const { kind, params } = event
  if (event.to !== 'hq' || tenantId === ctx.hq.tenantId) return { kind, params } as NoticeFacts
  return { kind, params: { ...params, channel: await readChannelName(ctx, tenantId) } } as NoticeFacts
}

function wanted(preferences: readonly PreferenceRow[], id: string, what: 'inbox' | 'senders'): boolean {
  return preferences.find((each) => each.recipientId === id)?.[what] !== 0
}

/** A group has readers whose rights nobody knows: it hears nothing that only some may know (T4). */
const forGroups = (needs: readonly string[]) =>
  !needs.some((need) => need === 'price.settlement:read' || need === 'order.amounts:read')

async function addressed(
  ctx: Ctx,
  event: NoticeEvent,
  people: readonly string[],
  senders: readonly Sender[],
  needs: readonly string[],
) {
  const personal = senders.some((sender) => sender.reaches === 'email' || sender.reaches === 'mobile')
  const addresses = personal && people.length > 0 ? await readAddresses(ctx, people) : new Map()
  return senders.flatMap((sender) => {
    const { name, reaches } = sender
    if (reaches === 'email' || reaches === 'mobile')
      return people.flatMap((recipientId) => {
        const address = addresses.get(recipientId)?.[reaches]
        return address ? [{ sender: name, recipientId, address }] : []
      })
    const heard = forGroups(needs) && event.only === undefined && (reaches === 'event' || event.to === 'hq')
    return heard ? [{ sender: name, recipientId: '', address: '' }] : []
  })
}
