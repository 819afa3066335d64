import { type AuditStatement, auditOf, type Ctx, commit, eventOf, type Statement } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { publishThroughGates } from './gates/publish-through-gates.ts'
import { type Book, mayTakeEffectOn } from './price-book.ts'
import {
  dayIsFree,
  getVersion,
  readPublished,
  updateVersion,
  type VersionRecord,
  versionUnchanged,
  withCompanion,
} from './price-books.repo.ts'
import { tellOfPriceChange } from './price-change.repo.ts'
import { effectiveDayRefused, effectiveDayTaken, notInReview, notPublished } from './problems.ts'
import { readEditors, requireSecondPerson } from './second-person.repo.ts'

/**
 * Publishes a version in review, with its companion: another person than drafted, changed or submitted it, not for a day that has
 * come, and through every gate (P9). @throws gates-open, naming gates and counts
 */
export async function publishPriceBook(ctx: Ctx, book: Book, id: string): Promise<VersionRecord> {
  const versions = await withCompanion(ctx, await getVersion(ctx, book, id))
  for (const version of versions) await requirePublishable(ctx, version)
  const future = (versions[0]?.effectiveOn ?? '') > dateOf(ctx.now)
  await publishThroughGates(ctx, {
    subject: id,
    versions,
    guards: versions.flatMap((each) => [
      versionUnchanged(ctx.hq, each),
      dayIsFree(ctx.hq, each, each.effectiveOn ?? ''),
    ]),
    audit: versions.map((each) => auditedAs(ctx, each, 'published')),
    outbox: versions.flatMap((each) => [
      eventOf(ctx, ctx.hq.own, 'price-book.published', each.id, 'book:read'),
      ...(future ? [tellOfPriceChange(ctx, each.id, 'priceChange')] : []),
    ]),
  })
  return getVersion(ctx, book, id)
}

async function requirePublishable(ctx: Ctx, version: VersionRecord): Promise<void> {
  if (version.status !== 'inReview') throw notInReview()
  await requireSecondPerson(ctx, [version.createdBy, version.submittedBy, ...(await readEditors(ctx, version.id))])
  const effectiveOn = version.effectiveOn ?? ''
  const { isFirst, dayTaken } = await readPublished(ctx, version.book, effectiveOn)
  if (!mayTakeEffectOn(effectiveOn, dateOf(ctx.now), isFirst)) throw effectiveDayRefused()
  if (dayTaken) throw effectiveDayTaken()
}

/** Sends a version in review back to draft, with its companion and the reason in the trail. */
export async function returnPriceBook(ctx: Ctx, book: Book, id: string, reason: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'inReview') throw notInReview()
  const versions = await withCompanion(ctx, before)
  const set = { status: 'draft' as const, effectiveOn: null, submittedAt: null, submittedBy: null }
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: versions.map((each) => versionUnchanged(ctx.hq, each)),
    rows: versions.map((each) => updateVersion(ctx.hq, each, set)),
    audit: versions.map((each) => auditedAs(ctx, each, 'returned', reason)),
  })
  return { ...before, ...set, version: before.version + 1 }
}

/**
 * Withdraws a published version; within 30 seconds every look-up uses the one before it (P9). An emergency: no gate stands
 * in its way, not even for half of a pair.
 */
export async function withdrawPriceBook(ctx: Ctx, book: Book, id: string, reason: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'published') throw notPublished()
  const set = {
    status: 'withdrawn' as const,
    withdrawnAt: ctx.now,
    withdrawnBy: ctx.actor.personId,
    withdrawnReason: reason,
  }
  const matters = before.inForce?.id === id || (before.effectiveOn ?? '') > dateOf(ctx.now)
  const told: Statement[] = matters ? [tellOfPriceChange(ctx, id, 'priceWithdrawn')] : []
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [versionUnchanged(ctx.hq, before)],
    rows: [updateVersion(ctx.hq, before, set)],
    audit: auditedAs(ctx, before, 'withdrawn', reason),
    outbox: told,
  })
  return getVersion(ctx, book, id)
}

function auditedAs(ctx: Ctx, version: VersionRecord, verb: string, reason: string | null = null): AuditStatement {
  const detail = { book: version.book, effectiveOn: version.effectiveOn, reason }
  return auditOf(ctx, ctx.hq, { action: `price-book.${verb}`, subject: version.id, detail })
}
