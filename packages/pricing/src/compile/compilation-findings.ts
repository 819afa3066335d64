import type { Ctx } from '@partline/db'
import { countFindings, isJudged } from '../gates/findings.repo.ts'
import type { Gate } from '../gates/gate.ts'
import { findVersions, type Version } from '../price-books.repo.ts'
import type { Compilation } from './compilations.repo.ts'

/** How often a gate finds something in a book's draft, and how many of these have an approved exception. */
export type BookFinding = { book: Version['book']; gate: Gate; count: number; excepted: number }

/** What the gates find now in the drafts a compilation filled; nothing once they are published or gone (P9). */
export async function compilationFindings(ctx: Ctx, row: Compilation): Promise<BookFinding[]> {
  const ids = [row.settlementVersionId, row.guideVersionId].flatMap((id) => id ?? [])
  if (ids.length === 0) return []
  const versions = (await findVersions(ctx, ids)).filter(isJudged)
  const perVersion = await Promise.all(versions.map((version) => countFindings(ctx, [version])))
  return versions.flatMap(({ book }, at) =>
    (perVersion[at] ?? []).map(({ gate, found: count, excepted }) => ({ book, gate, count, excepted })),
  )
}
