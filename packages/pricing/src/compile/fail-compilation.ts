import { auditOf, type Ctx, commit, isGuardFailure } from '@partline/db'
import type { Problem } from '@partline/kernel'
import { type Compilation, stepOf } from './compilations.repo.ts'
import { removePages } from './stored-input.ts'

/** Ends a compilation that cannot go on, with the reason in words; its draft is free again, and no book has been touched. */
export async function failCompilation(ctx: Ctx, before: Compilation, { definition, detail }: Problem): Promise<void> {
  const failure = definition.type
  const { guard, row } = stepOf(ctx, before, {
    ...{ status: 'failed', failure, failureWords: JSON.stringify(detail), endedAt: ctx.now },
  })
  const audit = auditOf(ctx, ctx.hq, { action: 'compilation.failed', subject: before.id, detail: { reason: failure } })
  try {
    await commit(ctx, ctx.hq, { subject: before.id, guards: [guard], rows: [row], audit })
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return
  }
  await removePages(ctx, before.id)
}
