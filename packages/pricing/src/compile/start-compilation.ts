import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidInput, notFound } from '@partline/kernel'
import type * as z from 'zod'
import { findPolicy } from '../policy/policy.repo.ts'
import { findVersion, getVersion, type Version } from '../price-books.repo.ts'
import { compilationEnded, compiledDraftGone, draftBeingCompiled, noPolicy } from '../problems.ts'
import {
  announceCompilation,
  type Compilation,
  draftIsFree,
  getCompilation,
  insertCompilation,
  readWorkingOn,
  stepOf,
} from './compilations.repo.ts'
import type { CompileChanges } from './compile-input.ts'
import type { CompilationInput } from './compile-inputs.ts'
import { removePages } from './stored-input.ts'
import { readUnknown } from './what-if.repo.ts'
import { namedBy, refusedChanges } from './what-if.ts'

/** Most refusals that are told at once. */
const MAX_TOLD = 20

const NOTHING_YET = {
  ...{ baseVersionId: null, draftVersion: null, inputPages: 0, resultPages: 0, writtenPages: 0, parts: 0, models: 0 },
  ...{ inputAttempt: null, resultAttempt: null, outcome: null, summary: '{}', failure: null, failureWords: null },
  ...{ settlementBasis: 'net' as const, guideBasis: 'net' as const },
  ...{ settlementVersionId: null, guideVersionId: null, endedAt: null, forgottenAt: null },
}

/**
 * Starts the price compiler (P10): new drafts of both books, a draft compiled again with what was set by hand kept (P9),
 * or a what-if that touches no book. The steps follow by themselves.
 * @throws no-price-policy; compiled-draft-gone; draft-being-compiled; invalid-input for a what-if that names something twice
 * or something there is not
 */
export async function startCompilation(ctx: Ctx, input: z.output<typeof CompilationInput>): Promise<Compilation> {
  const policy = await findPolicy(ctx)
  if (!policy) throw noPolicy()
  const draftId = input.kind === 'draft' && input.draftId !== undefined ? await draftToFill(ctx, input.draftId) : null
  const changes = input.kind === 'whatIf' ? input.changes : {}
  await requireKnown(ctx, changes)
  const row: Compilation = {
    ...{ id: ctx.ids.next('cmp'), kind: input.kind, status: 'gathering', step: 0, note: input.note, draftId },
    ...{ ...NOTHING_YET, changes: JSON.stringify(changes), policySeq: policy.seq },
    ...{ createdAt: ctx.now, movedAt: ctx.now, createdBy: ctx.actor.personId },
  }
  await commit(ctx, ctx.hq, {
    subject: row.id,
    guards: draftId === null ? [] : [draftIsFree(ctx.hq, draftId)],
    rows: [insertCompilation(ctx.hq, row)],
    audit: auditOf(ctx, ctx.hq, {
      action: 'compilation.started',
      subject: row.id,
      detail: { kind: row.kind, draftId },
    }),
    outbox: [announceCompilation(ctx, row.id)],
  })
  return row
}

async function requireKnown(ctx: Ctx, changes: CompileChanges): Promise<void> {
  const errors = refusedChanges(changes, await readUnknown(ctx, namedBy(changes)))
  const [first] = errors
  if (first) throw invalidInput({ detail: first.message, errors: errors.slice(0, MAX_TOLD) })
}

/** The settlement draft of the pair a draft of either book belongs to. @throws not-found */
async function draftToFill(ctx: Ctx, asked: string): Promise<string> {
  const named = await findVersion(ctx, asked)
  if (!named) throw notFound()
  const draftId = named.book === 'settlement' ? asked : (await getVersion(ctx, 'guide', asked)).companionId
  const draft = draftId === null ? undefined : await findVersion(ctx, draftId)
  if (!draft) throw compiledDraftGone({ detail: ALONE })
  if (draft.status !== 'draft') throw compiledDraftGone({ detail: HANDED_IN[draft.status] })
  if (draft.method !== 'entries') throw compiledDraftGone({ detail: BY_DISCOUNT })
  const [working] = await ctx.hq.read(readWorkingOn(ctx.hq, draft.id))
  if (working.length > 0) throw draftBeingCompiled()
  return draft.id
}

const ALONE = {
  zh: '该市场指导价草稿没有配对的结算价草稿;请给出结算价草稿,或不带 draftId 编制新的草稿',
  en: 'That guide draft has no settlement draft beside it; name a settlement draft, or leave draftId out to compile new drafts',
}
const BY_DISCOUNT = {
  zh: '按折数定价的草稿没有单价,不能编制;不带 draftId 即可编制新的草稿',
  en: 'A draft by discount has no prices to compile; leave draftId out to compile new drafts',
}
const PUBLISHED = {
  zh: '该版本已经发布,不能重新编制;不带 draftId 即可编制新的草稿',
  en: 'That version has been published and cannot be compiled again; leave draftId out to compile new drafts',
}
const HANDED_IN: Record<Exclude<Version['status'], 'draft'>, { zh: string; en: string }> = {
  inReview: {
    zh: '该版本正在审批;请先退回为草稿,再重新编制',
    en: 'That version is in review; have it returned to draft, then compile it again',
  },
  published: PUBLISHED,
  withdrawn: PUBLISHED,
}

/** Stops a compilation; no book has been touched. @throws compilation-ended */
export async function cancelCompilation(ctx: Ctx, id: string): Promise<Compilation> {
  const before = await getCompilation(ctx, id)
  if (before.endedAt !== null) throw compilationEnded()
  const { guard, row } = stepOf(ctx, before, { status: 'cancelled', endedAt: ctx.now })
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [guard],
    rows: [row],
    audit: auditOf(ctx, ctx.hq, { action: 'compilation.cancelled', subject: id }),
  })
  await removePages(ctx, id)
  return getCompilation(ctx, id)
}
