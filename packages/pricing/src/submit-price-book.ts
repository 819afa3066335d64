import { auditOf, type Ctx, commit } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { noticeOf } from '@partline/notices'
import { type Book, mayTakeEffectOn } from './price-book.ts'
import { dayIsFree, getVersion, readPublished, updateVersion, type VersionRecord } from './price-books.repo.ts'
import { effectiveDayRefused, effectiveDayTaken, emptyVersion, notDraft } from './problems.ts'

/** Hands a draft in for approval, to take effect on a Shanghai business date (P9). */
export async function submitPriceBook(ctx: Ctx, book: Book, id: string, effectiveOn: string): Promise<VersionRecord> {
  const before = await getVersion(ctx, book, id)
  if (before.status !== 'draft') throw notDraft()
  if (before.entryCount === 0 && before.discounts.length === 0) throw emptyVersion()
  const { isFirst, dayTaken } = await readPublished(ctx, book, effectiveOn)
  if (!mayTakeEffectOn(effectiveOn, dateOf(ctx.now), isFirst)) throw effectiveDayRefused()
  if (dayTaken) throw effectiveDayTaken()
  const set = { status: 'inReview' as const, effectiveOn, submittedAt: ctx.now, submittedBy: ctx.actor.personId }
  const [guard, update] = updateVersion(ctx.hq, before, set)
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [...(guard ? [guard] : []), dayIsFree(ctx.hq, before, effectiveOn)],
    rows: update ? [update] : [],
    audit: auditOf(ctx, ctx.hq, { action: 'price-book.submitted', subject: id, detail: { book, effectiveOn } }),
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
