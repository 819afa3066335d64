import { auditOf, type Ctx, commit, type Statement } from '@partline/db'
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
  await change(ctx, before, set, 'published', [dayIsFree(ctx.hq, before, effectiveOn)])
  return getVersion(ctx, book, id)
}

/** Sends a version in review back to draft, with the reason in the trail. */
export async function returnPriceBook(ctx: Ctx, book: Book, id: string, reason: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'inReview') throw notInReview()
  const set = { status: 'draft' as const, effectiveOn: null, submittedAt: null, submittedBy: null }
  await change(ctx, before, set, 'returned', [], reason)
  return { ...before, ...set, version: before.version + 1 }
}

/** Withdraws a published version; within 30 seconds every look-up uses the one before it (P9). */
export async function withdrawPriceBook(ctx: Ctx, book: Book, id: string, reason: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'published') throw notPublished()
  const withdrawn = { withdrawnAt: ctx.now, withdrawnBy: ctx.actor.personId, withdrawnReason: reason }
  await change(ctx, before, { status: 'withdrawn' as const, ...withdrawn }, 'withdrawn', [], reason)
  return getVersion(ctx, book, id)
}

async function change(
  ctx: Ctx,
  before: Version,
  set: Partial<Version>,
  verb: string,
  guards: Statement[],
  reason?: string,
) {
  const [unchanged, update] = updateVersion(ctx.hq, before, set)
  if (!unchanged || !update) return
  const detail = { book: before.book, effectiveOn: before.effectiveOn, reason: reason ?? null }
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [unchanged, ...guards],
    rows: [update],
    audit: auditOf(ctx, ctx.hq, { action: `price-book.${verb}`, subject: before.id, detail }),
  })
}
