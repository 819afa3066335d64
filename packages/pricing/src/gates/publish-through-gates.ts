import { type CommitParts, type Ctx, commit, messageOf } from '@partline/db'
import type { Version } from '../price-books.repo.ts'
import { countFindings } from './findings.repo.ts'
import { openWords } from './gate.ts'
import { gatesOpen } from './gate-problems.ts'
import { insertPublication } from './publication.repo.ts'

/**
 * Publishes versions in review by one insert; its trigger runs every gate, keeps the evidence, and undoes everything when
 * a finding has no approved exception (P9). @throws gates-open, naming gates and counts
 */
export async function publishThroughGates(
  ctx: Ctx,
  { versions, ...parts }: Omit<CommitParts, 'rows' | 'entries'> & { versions: readonly Version[] },
): Promise<void> {
  try {
    await commit(ctx, ctx.hq, { ...parts, rows: [insertPublication(ctx, versions)] })
  } catch (error) {
    if (!messageOf(error).includes('book/gate-open')) throw error
    throw gatesOpen({ detail: openWords(await countFindings(ctx, versions)) })
  }
}
