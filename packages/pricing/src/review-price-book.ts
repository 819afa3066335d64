import { auditOf, type Ctx, commit, eventOf, type Statement } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { type Book, mayTakeEffectOn } from './price-book.ts'
import {
  dayIsFree,
  getVersion,
  readPublished,
  updateVersion,
  type Version,
  type VersionRecord,
} from './price-books.repo.ts'
import { tellOfPriceChange } from './price-change.repo.ts'
import { effectiveDayRefused, effectiveDayTaken, notInReview, notPublished, secondPersonNeeded } from './problems.ts'

/** Publishes a version in review: another person than drafted or submitted it, and not for a day that has come (P9). */
export async function publishPriceBook(ctx: Ctx, book: Book, id: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'inReview') throw notInReview()
  if ([before.createdBy, before.submittedBy].includes(ctx.actor.personId)) throw secondPersonNeeded()
  const effectiveOn = before.effectiveOn ?? ''
  const { isFirst, dayTaken } = await readPublished(ctx, book, effectiveOn)
  if (!mayTakeEffectOn(effectiveOn, dateOf(ctx.now), isFirst)) throw effectiveDayRefused()
  if (dayTaken) throw effectiveDayTaken()
  const set = { status: 'published' as const, approvedAt: ctx.now, approvedBy: ctx.actor.personId }
  const told = effectiveOn > dateOf(ctx.now) ? [tellOfPriceChange(ctx, id, 'priceChange')] : []
  await change(ctx, before, set, { verb: 'published', guards: [dayIsFree(ctx.hq, before, effectiveOn)], told })
  return getVersion(ctx, book, id)
}

/** Sends a version in review back to draft, with the reason in the trail. */
export async function returnPriceBook(ctx: Ctx, book: Book, id: string, reason: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'inReview') throw notInReview()
  const set = { status: 'draft' as const, effectiveOn: null, submittedAt: null, submittedBy: null }
  await change(ctx, before, set, { verb: 'returned', reason })
  return { ...before, ...set, version: before.version + 1 }
}

/** Withdraws a published version; within 30 seconds every look-up uses the one before it (P9). */
export async function withdrawPriceBook(ctx: Ctx, book: Book, id: string, reason: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'published') throw notPublished()
  const withdrawn = { withdrawnAt: ctx.now, withdrawnBy: ctx.actor.personId, withdrawnReason: reason }
  const matters = before.inForce?.id === id || (before.effectiveOn ?? '') > dateOf(ctx.now)
  const told = matters ? [tellOfPriceChange(ctx, id, 'priceWithdrawn')] : []
  await change(ctx, before, { status: 'withdrawn' as const, ...withdrawn }, { verb: 'withdrawn', reason, told })
  return getVersion(ctx, book, id)
}

type Change = { verb: string; reason?: string; guards?: readonly Statement[]; told?: readonly Statement[] }

async function change(ctx: Ctx, before: Version, set: Partial<Version>, parts: Change) {
  const { verb, reason, guards = [], told = [] } = parts
  const [unchanged, update] = updateVersion(ctx.hq, before, set)
  if (!unchanged || !update) return
  const detail = { book: before.book, effectiveOn: before.effectiveOn, reason: reason ?? null }
  const published = eventOf(ctx, ctx.hq.own, 'price-book.published', before.id, 'book:read')
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [unchanged, ...guards],
    rows: [update],
    audit: auditOf(ctx, ctx.hq, { action: `price-book.${verb}`, subject: before.id, detail }),
    outbox: [...(verb === 'published' ? [published] : []), ...told],
  })
}
