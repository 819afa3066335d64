import { auditOf, type Ctx, commit } from '@partline/db'
import type * as z from 'zod'
import { findPolicy } from '../policy/policy.repo.ts'
import { getVersion } from '../price-books.repo.ts'
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
import type { CompilationInput } from './compile-inputs.ts'
import { removePages } from './stored-input.ts'

/**
 * Starts the price compiler (P10): new drafts of both books, a draft compiled again with what was set by hand kept (P9),
 * or a what-if that touches no book. The steps follow by themselves.
 * @throws no-price-policy; compiled-draft-gone; draft-being-compiled
 */
export async function startCompilation(ctx: Ctx, input: z.output<typeof CompilationInput>): Promise<Compilation> {
  const policy = await findPolicy(ctx)
  if (!policy) throw noPolicy()
  const draftId = input.kind === 'draft' ? (input.draftId ?? null) : null
  if (draftId !== null) await requireDraft(ctx, draftId)
  const row: Compilation = {
    ...{ id: ctx.ids.next('cmp'), kind: input.kind, status: 'gathering', step: 0, note: input.note, draftId },
    changes: JSON.stringify(input.kind === 'whatIf' ? input.changes : {}),
    ...{
      policySeq: policy.seq,
      baseVersionId: null,
      settlementBasis: 'net',
      guideBasis: 'net',
      inputPages: 0,
      resultPages: 0,
      writtenPages: 0,
      parts: 0,
      models: 0,
    },
    ...{ outcome: null, summary: '{}', failure: null, settlementVersionId: null, guideVersionId: null },
    ...{ createdAt: ctx.now, createdBy: ctx.actor.personId, endedAt: null },
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

async function requireDraft(ctx: Ctx, draftId: string): Promise<void> {
  const draft = await getVersion(ctx, 'settlement', draftId)
  if (draft.status !== 'draft' || draft.method !== 'entries') throw compiledDraftGone()
  const [working] = await ctx.hq.read(readWorkingOn(ctx.hq, draftId))
  if (working.length > 0) throw draftBeingCompiled()
}

/** Stops a compilation; no book has been touched. @throws compilation-ended */
export async function cancelCompilation(ctx: Ctx, id: string): Promise<Compilation> {
  const before = await getCompilation(ctx, id)
  if (before.endedAt !== null) throw compilationEnded()
  const { guard, row } = stepOf(ctx.hq, before, { status: 'cancelled', endedAt: ctx.now })
  await commit(ctx, ctx.hq, {
    subject: id,
    guards: [guard],
    rows: [row],
    audit: auditOf(ctx, ctx.hq, { action: 'compilation.cancelled', subject: id }),
  })
  await removePages(ctx, id, before.inputPages, before.resultPages)
  return getCompilation(ctx, id)
}
