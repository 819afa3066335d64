import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidInput, notFound } from '@partline/kernel'
import { type AskedPair, keysOf, type LikePair, refusedPairs } from './like-pairs.ts'
import {
  getPairs,
  type ListedPair,
  pairsMayBe,
  putPairs,
  readDeclared,
  readKnown,
  removePair,
} from './like-parts.repo.ts'

/** Most refusals that are told at once. */
const MAX_TOLD = 20

/**
 * Declares pairs of parts alike (P6), all of them or none. @throws invalid-input for a part that is unknown, core or paired
 * with itself, and for a pair named twice or declared the other way round
 */
export async function declareLikeParts(ctx: Ctx, asked: readonly AskedPair[]): Promise<ListedPair[]> {
  const { hq } = ctx
  const pairs = asked.map((pair) => ({ ...pair, ...keysOf(pair) }))
  const [parts, declared] = await hq.read(readKnown(hq, pairs), readDeclared(hq, pairs))
  const errors = refusedPairs(asked, parts, declared)
  const [first] = errors
  if (first) throw invalidInput({ detail: first.message, errors: errors.slice(0, MAX_TOLD) })
  const { now: createdAt, actor } = ctx
  const rows = pairs.map(({ partNumber: _, otherPartNumber: _other, ...pair }) => ({
    ...{ ...pair, createdAt, createdBy: actor.personId },
  }))
  await commit(ctx, hq, {
    subject: 'like-parts',
    guards: pairsMayBe(hq, pairs),
    rows: [putPairs(hq, rows)],
    audit: auditOf(ctx, hq, {
      action: 'like-parts.declared',
      subject: pairs[0]?.partKey ?? '',
      detail: { pairs: pairs.length, which: named(pairs), reason: rows[0]?.reason ?? '' },
    }),
  })
  return getPairs(ctx, pairs)
}

/** Takes a declaration back, whichever way round it was made. @throws not-found */
export async function withdrawLikeParts(ctx: Ctx, asked: Pick<AskedPair, 'partNumber' | 'otherPartNumber'>) {
  const { hq } = ctx
  const [[declared]] = await hq.read(readDeclared(hq, [keysOf(asked)]))
  if (!declared) throw notFound()
  await commit(ctx, hq, {
    subject: 'like-parts',
    rows: removePair(hq, declared),
    audit: auditOf(ctx, hq, {
      action: 'like-parts.withdrawn',
      subject: declared.partKey,
      detail: { which: named([declared]) },
    }),
  })
}

const named = (pairs: readonly LikePair[]) =>
  pairs
    .map((each) => `${each.partKey} ~ ${each.otherKey}`)
    .join(', ')
    .slice(0, 2_000)
