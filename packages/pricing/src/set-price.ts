import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField, notFound, partKey } from '@partline/kernel'
import { type Entry, findPart, getEntry, putEntry, removeEntry, versionIsDraft } from './entries.repo.ts'
import type { Book } from './price-book.ts'
import { getVersion, unknownGrades } from './price-books.repo.ts'
import { moveDraft } from './prices-import.repo.ts'
import { notDraft } from './problems.ts'

export type PriceTarget = { book: Book; id: string; partNumber: string; grade: string | undefined }

/** Sets one part's price in a draft by hand (§8.2.2). A core part is refused: it has no price (§8.1.4). */
export async function setPrice(ctx: Ctx, target: PriceTarget, priceFen: number): Promise<Entry> {
  const { part, grade } = await entryTarget(ctx, target)
  if (part.class === 'core')
    throw invalidField('/partNumber', 'core_has_no_price', {
      zh: '核心件不制订价格',
      en: 'A core part has no price',
    })
  const { key: partKey, taxRateBps } = part
  const entry = { versionId: target.id, partKey, grade, priceFen, taxRateBps, origin: 'manual' as const }
  await commit(ctx, ctx.hq, {
    subject: target.id,
    guards: [versionIsDraft(ctx.hq, target.id)],
    rows: [putEntry(ctx.hq, entry), moveDraft(ctx.hq, target.id)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'price-book.price-set',
      subject: target.id,
      detail: { partNumber: part.key, grade },
    }),
  })
  return entry
}

/** Takes one part's price out of a draft. */
export async function clearPrice(ctx: Ctx, target: PriceTarget): Promise<Entry> {
  const { part, grade } = await entryTarget(ctx, target)
  const entry = await getEntry(ctx, target)
  await commit(ctx, ctx.hq, {
    subject: target.id,
    guards: [versionIsDraft(ctx.hq, target.id)],
    rows: [removeEntry(ctx.hq, target.id, part.key, grade), moveDraft(ctx.hq, target.id)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'price-book.price-cleared',
      subject: target.id,
      detail: { partNumber: part.key, grade },
    }),
  })
  return entry
}

async function entryTarget(ctx: Ctx, { book, id, partNumber, grade }: PriceTarget) {
  const version = await getVersion(ctx, book, id)
  if (version.status !== 'draft') throw notDraft()
  if (version.method === 'discount')
    throw notDraft({ detail: { zh: '按折数定价的版本没有单价', en: 'A version by discount has no entries' } })
  if (grade !== undefined && (book === 'guide' || (await unknownGrades(ctx, [grade])).length > 0))
    throw invalidField('/grade', 'unknown_grade', { zh: '没有这个渠道级别', en: 'There is no such grade' })
  const part = await findPart(ctx, partKey(partNumber) ?? '')
  if (!part) throw notFound()
  return { part, grade: grade ?? '' }
}
