import { Caches, type Ctx } from '@partline/db'
import { instant } from '@partline/kernel'
import { type AccountEvent, moveCursor, readAccountEvents, readCursor, readHomes } from './account-events.repo.ts'
import { deliverNotice } from './deliver-notice.ts'
import { NOTICE_TOPIC } from './notice-event.ts'
import type { NoticeFacts, NoticeParams } from './notice-kinds.ts'

const PAGE = 100

/** Events are looked at again for this long, because another request may still be writing an older one. */
const OVERLAP_MS = 120_000

const CHANGES: Record<string, NoticeParams['accountChanged']['what']> = {
  'password.changed': 'passwordChanged',
  'password.reset': 'passwordReset',
  'second-factor.on': 'secondFactorOn',
  'second-factor.off': 'secondFactorOff',
}

/**
 * Tells people what happened to their own accounts, such as a sign-in from a new device (X4); run by the minute cron. The
 * line is in each of her inboxes, the message outside goes out once.
 */
export async function tellOfAccounts(ctx: Ctx): Promise<void> {
  const since = await readCursor(ctx)
  let last: AccountEvent | undefined
  for (;;) {
    const events = await readAccountEvents(ctx, since, last, PAGE)
    for (const event of events) await tell(ctx, event)
    last = events.at(-1)
    if (events.length < PAGE) break
  }
  await moveCursor(ctx, ctx.now - OVERLAP_MS)
}

async function tell(ctx: Ctx, event: AccountEvent): Promise<void> {
  const facts = factsOf(event)
  if (!facts) return
  const quiet = ctx.with({ caches: new Caches() })
  for (const [n, tenantId] of (await readHomes(ctx, event.personId)).entries()) {
    const to = tenantId === ctx.hq.tenantId ? 'hq' : 'channel'
    const payload = { ...facts, to, subject: null, only: event.personId }
    await deliverNotice(n === 0 ? ctx : quiet, { id: event.id, source: 'hq', tenantId, topic: NOTICE_TOPIC, payload })
  }
}

function factsOf({ kind, at, detail }: AccountEvent): NoticeFacts | undefined {
  if (kind === 'sign-in.new-device') {
    const { device = '' } = JSON.parse(detail) as { device?: string }
    return { kind: 'signedInFromNewDevice', params: { device, signedInAt: instant(at) } }
  }
  const what = CHANGES[kind]
  return what && { kind: 'accountChanged', params: { what, changedAt: instant(at) } }
}
