import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField } from '@partline/kernel'
import type * as z from 'zod'
import type { DraftInput } from './inputs.ts'
import type { Book } from './price-book.ts'
import {
  copyEntries,
  getVersion,
  insertDiscounts,
  insertDraft,
  unknownGrades,
  updateVersion,
  type VersionRecord,
  versionUnchanged,
} from './price-books.repo.ts'
import { alreadyPaired, notDraft } from './problems.ts'

/**
 * Starts a draft version of a book (P9), empty or with the entries of another version of the same book. Drafts by discount
 * belong to the settlement book only (§8.2.2). `pairWith`
 * makes it the companion of a draft of the other book.
 */
export async function draftPriceBook(ctx: Ctx, book: Book, input: z.output<typeof DraftInput>): Promise<VersionRecord> {
  if (book === 'guide' && input.method === 'discount')
    throw invalidField('/method', 'entries_only', {
      zh: '市场指导价不能按折数定价',
      en: 'the guide book is made of entries',
    })
  const source = input.copyFrom === undefined ? undefined : await getVersion(ctx, book, input.copyFrom)
  const other = input.pairWith === undefined ? undefined : await freeDraft(ctx, book, input.pairWith)
  const unknown = await unknownGrades(
    ctx,
    (input.discounts ?? []).map((each) => each.grade),
  )
  if (unknown.length > 0)
    throw invalidField('/discounts', 'unknown_grade', { zh: '没有这个渠道级别', en: 'There is no such grade' })
  const id = ctx.ids.next('pbv')
  const row = {
    id,
    book,
    status: 'draft' as const,
    method: input.method,
    taxBasis: input.taxBasis,
    note: input.note,
    effectiveOn: null,
    createdAt: ctx.now,
    createdBy: ctx.actor.personId,
    submittedAt: null,
    submittedBy: null,
    approvedAt: null,
    approvedBy: null,
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawnReason: null,
    version: 1,
    pairId: other ? (other.pairId ?? ctx.ids.next('pair')) : null,
  }
  const rows = [insertDraft(ctx.hq, row)]
  if (source) rows.push(copyEntries(ctx.hq, source.id, id))
  if (input.discounts) rows.push(insertDiscounts(ctx.hq, id, input.discounts))
  if (other) rows.unshift(updateVersion(ctx.hq, other, { pairId: row.pairId }))
  const detail = { book, copiedFrom: source?.id ?? null, pairedWith: other?.id ?? null }
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: other ? [versionUnchanged(ctx.hq, other)] : [],
    rows,
    audit: auditOf(ctx, ctx.hq, { action: 'price-book.drafted', subject: id, detail }),
  })
  return getVersion(ctx, book, id)
}

/** A draft of the other book that has no companion yet. */
async function freeDraft(ctx: Ctx, book: Book, id: string): Promise<VersionRecord> {
  const other = await getVersion(ctx, book === 'guide' ? 'settlement' : 'guide', id)
  if (other.status !== 'draft') throw notDraft()
  if (other.companionId !== null) throw alreadyPaired()
  return other
}
