import { auditOf, type Ctx, commit } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { noticeOf } from '@partline/notices'
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
import { effectiveDayRefused, effectiveDayTaken, emptyVersion, notDraft } from './problems.ts'

/** Hands a draft in for approval, with its companion, to take effect on a Shanghai business date (P9). */
export async function submitPriceBook(ctx: Ctx, book: Book, id: string, effectiveOn: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  const versions = await withCompanion(ctx, before)
  for (const version of versions) await requireSubmittable(ctx, version, effectiveOn)
  const set = { status: 'inReview' as const, effectiveOn, submittedAt: ctx.now, submittedBy: ctx.actor.personId }
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: versions.flatMap((each) => [versionUnchanged(ctx.hq, each), dayIsFree(ctx.hq, each, effectiveOn)]),
    rows: versions.map((each) => updateVersion(ctx.hq, each, set)),
    audit: versions.map((each) => {
      const detail = { book: each.book, effectiveOn }
      return auditOf(ctx, ctx.hq, { action: 'price-book.submitted', subject: each.id, detail })
    }),
    outbox: [
      noticeOf(ctx, ctx.hq.own, {
        kind: 'approvalWaiting',
        to: 'hq',
        params: { book, number: before.seq, effectiveOn },
        subject: id,
        except: ctx.actor.personId,
      }),
    ],
  })
  return { ...before, ...set, version: before.version + 1 }
}

async function requireSubmittable(ctx: Ctx, version: VersionRecord, effectiveOn: string): Promise<void> {
  if (version.status !== 'draft') throw notDraft()
  if (!version.hasEntries && version.discounts.length === 0) throw emptyVersion()
  const { isFirst, dayTaken } = await readPublished(ctx, version.book, effectiveOn)
  if (!mayTakeEffectOn(effectiveOn, dateOf(ctx.now), isFirst)) throw effectiveDayRefused()
  if (dayTaken) throw effectiveDayTaken()
}
