import { auditOf, type Ctx, commit, type Statement } from '@partline/db'
import { getVersion, insertDraft, type Version } from '../price-books.repo.ts'
import { compiledDraftGone } from '../problems.ts'
import { announceCompilation, type Compilation, fillDraft, removeResults, stepOf } from './compilations.repo.ts'
import { draftIsAs, readDraftVersion } from './draft-version.repo.ts'
import { carryGradePrices } from './grade-prices.repo.ts'

/**
 * Ends a compilation whose prices are all written down: fills new drafts of both books, or the one it was asked to fill
 * again together with its companion, in one batch. A draft whose prices by hand moved since they were gathered is compiled
 * from the beginning (P9). A what-if ends without touching any book. @returns whether it has ended
 */
export async function finishCompilation(ctx: Ctx, before: Compilation): Promise<boolean> {
  if (before.kind === 'whatIf') return end(ctx, before, {}, { rows: [] })
  const { settlement, guide, made } = before.draftId ? await draftsOf(ctx, before.draftId) : newDrafts(ctx, before)
  const now = before.draftId === null ? null : await readDraftVersion(ctx, before.draftId)
  if (now !== before.draftVersion) return startOver(ctx, before)
  const rows = [
    ...made.map((version) => insertDraft(ctx.hq, version)),
    ...fillDraft(ctx.hq, before.id, settlement.id, 'settlement', await gradePrices(ctx, before, settlement)),
    ...(guide ? fillDraft(ctx.hq, before.id, guide.id, 'guide') : []),
  ]
  const guards = before.draftId === null ? [] : [draftIsAs(ctx.hq, before.draftId, before.draftVersion ?? '')]
  return end(ctx, before, { settlementVersionId: settlement.id, guideVersionId: guide?.id ?? null }, { guards, rows })
}

async function gradePrices(ctx: Ctx, { id, draftId, baseVersionId }: Compilation, draft: Draft) {
  if (baseVersionId === null) return []
  return carryGradePrices(
    ctx.hq,
    id,
    { ...draft, isNew: draftId === null },
    await getVersion(ctx, 'settlement', baseVersionId),
  )
}

type Parts = { guards?: Statement[]; rows: Statement[] }

async function end(ctx: Ctx, before: Compilation, versions: Partial<Compilation>, parts: Parts): Promise<boolean> {
  const { guard, row } = stepOf(ctx, before, { ...versions, status: 'done', endedAt: ctx.now })
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [guard, ...(parts.guards ?? [])],
    rows: [...parts.rows, row],
    audit: auditOf(ctx, ctx.hq, {
      action: 'compilation.done',
      subject: before.id,
      detail: { outcome: before.outcome, kind: before.kind },
    }),
  })
  return true
}

/** Back to gathering, with nothing written down. */
async function startOver(ctx: Ctx, before: Compilation): Promise<boolean> {
  const nothing = { inputPages: 0, resultPages: 0, writtenPages: 0, outcome: null, summary: '{}' }
  const { guard, row } = stepOf(ctx, before, { ...nothing, status: 'gathering' })
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [guard],
    rows: [...removeResults(ctx.hq, before.id), row],
    audit: auditOf(ctx, ctx.hq, { action: 'compilation.startedOver', subject: before.id }),
    outbox: [announceCompilation(ctx, before.id)],
  })
  return false
}

type Draft = Pick<Version, 'id' | 'taxBasis'>

async function draftsOf(ctx: Ctx, draftId: string): Promise<{ settlement: Draft; guide: Draft | undefined; made: [] }> {
  const settlement = await getVersion(ctx, 'settlement', draftId)
  if (settlement.status !== 'draft' || settlement.method !== 'entries') throw compiledDraftGone()
  const guide = settlement.companionId ? await getVersion(ctx, 'guide', settlement.companionId) : undefined
  return { settlement, guide: guide?.status === 'draft' ? guide : undefined, made: [] }
}

function newDrafts(ctx: Ctx, before: Compilation) {
  const pairId = ctx.ids.next('pair')
  const [settlement, guide] = (['settlement', 'guide'] as const).map(
    (book): Omit<Version, 'seq'> => ({
      ...{ id: ctx.ids.next('pbv'), book, status: 'draft', method: 'entries', note: before.note },
      taxBasis: book === 'settlement' ? before.settlementBasis : before.guideBasis,
      ...{ effectiveOn: null, createdAt: ctx.now, createdBy: before.createdBy, submittedAt: null, submittedBy: null },
      ...{ approvedAt: null, approvedBy: null, withdrawnAt: null, withdrawnBy: null, withdrawnReason: null },
      ...{ version: 1, pairId },
    }),
  ) as [Omit<Version, 'seq'>, Omit<Version, 'seq'>]
  return { settlement, guide, made: [settlement, guide] }
}
