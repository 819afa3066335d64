import { auditOf, type Ctx, commit } from '@partline/db'
import { bomsUnmoved, readBomRevision } from '@partline/service-bom'
import { likePartsAre, readLikeState } from '../like-parts/like-parts.repo.ts'
import { findPolicy, policyIsNewest } from '../policy/policy.repo.ts'
import { compiledDraftGone, noPolicy } from '../problems.ts'
import { announceCompilation, type Compilation, stepOf } from './compilations.repo.ts'
import type { LineInput, ModelInput, PartInput, TaxBasis } from './compile-input.ts'
import { draftIsAs, readDraftVersion } from './draft-version.repo.ts'
import {
  type Bases,
  type PartRow,
  readBases,
  readLines,
  readModels,
  readPairs,
  readParts,
  toLine,
} from './gather-input.repo.ts'
import { taxed } from './net-and-gross.ts'
import { type InputPage, putInput } from './stored-input.ts'

/** Rows of one page: what stays in memory while it is written down. */
const PARTS = 5_000
const LINES = 10_000

/**
 * Writes down, page by page, everything the compilation is made of; whatever follows works from that alone. When parts,
 * models, BOMs, like parts, the policy or the draft change meanwhile, a guard aborts and it is gathered again.
 */
export async function gatherInput(ctx: Ctx, before: Compilation): Promise<void> {
  const { policy, draftVersion, guards } = await readState(ctx, before)
  const bases = await readBases(ctx, before.draftId)
  const inputAttempt = ctx.ids.next('try')
  let count = 0
  const write = (page: InputPage) => putInput(ctx, { id: before.id, attempt: inputAttempt }, count++, page)
  const pairs = await readPairs(ctx, policy.likeToleranceBps, policy.supersessionToleranceBps)
  await write({ policy, pairs, books: bases.books })
  const { parts, models } = await writePages(ctx, bases, write)
  const set = {
    status: 'solving' as const,
    ...{ inputAttempt, inputPages: count, draftVersion, parts, models },
    policySeq: policy.seq,
    baseVersionId: bases.settlementId,
    settlementBasis: bases.books.settlement,
    guideBasis: bases.books.guide,
  }
  const { guard, row } = stepOf(ctx, before, set)
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [guard, ...guards],
    rows: [row],
    audit: auditOf(ctx, ctx.hq, {
      action: 'compilation.gathered',
      subject: before.id,
      detail: { parts, models, pages: count },
    }),
    outbox: [announceCompilation(ctx, before.id)],
  })
}

/** The policy, the draft as it is, and what aborts the commit when anything the pages are made of has moved since. */
async function readState(ctx: Ctx, { draftId }: Compilation) {
  const { hq } = ctx
  const [[boms], [like]] = await hq.read(readBomRevision(hq), readLikeState(hq))
  const policy = await findPolicy(ctx)
  if (!policy) throw noPolicy()
  const draftVersion = draftId === null ? null : await readDraftVersion(ctx, draftId)
  const guards = [
    bomsUnmoved(hq, boms?.revision ?? 0),
    likePartsAre(hq, like?.state ?? ''),
    policyIsNewest(hq, policy.seq),
  ]
  if (draftId === null) return { policy, draftVersion, guards }
  if (draftVersion === null) throw compiledDraftGone()
  return { policy, draftVersion, guards: [...guards, draftIsAs(hq, draftId, draftVersion)] }
}

type Write = (page: InputPage) => Promise<void>

async function writePages(ctx: Ctx, bases: Bases, write: Write): Promise<{ parts: number; models: number }> {
  const readPart = (after: string, limit: number) => partsAfter(ctx, bases, after, limit)
  const parts = await pageThrough(PARTS, '', readPart, (page) => write({ parts: page }))
  const readModel = async (after: string, limit: number) =>
    keyed((await ctx.hq.read(readModels(ctx, after, limit)))[0], (model: ModelInput) => model.key)
  const models = await pageThrough(PARTS, '', readModel, (page) => write({ models: page }))
  const readLine = async (after: Two, limit: number) =>
    keyed(
      (await ctx.hq.read(readLines(ctx, after, limit)))[0].map(toLine),
      ([part, model]: LineInput): Two => [part, model],
    )
  await pageThrough(LINES, ['', ''] as Two, readLine, (page) => write({ lines: page }))
  return { parts, models }
}

type Two = readonly [string, string]

type Keyed<T, K> = { items: T[]; last: K | undefined }

const keyed = <T, K>(items: T[], keyOf: (item: T) => K): Keyed<T, K> => {
  const last = items.at(-1)
  return { items, last: last === undefined ? undefined : keyOf(last) }
}

/** Reads page after page and hands each on. @returns how many there were */
async function pageThrough<T, K>(
  limit: number,
  first: K,
  read: (after: K, limit: number) => Promise<Keyed<T, K>>,
  take: (items: T[]) => Promise<void>,
): Promise<number> {
  let count = 0
  for (let after: K | undefined = first; after !== undefined; ) {
    const { items, last }: Keyed<T, K> = await read(after, limit)
    if (items.length > 0) await take(items)
    count += items.length
    after = items.length < limit ? undefined : last
  }
  return count
}

async function partsAfter(ctx: Ctx, bases: Bases, after: string, limit: number) {
  const [rows] = await ctx.hq.read(readParts(ctx, bases, after, limit))
  return keyed(
    rows.map((row) => toPart(row, bases)),
    (part) => part.key,
  )
}

function toPart(row: PartRow, { settlement, guide, draft, books }: Bases): PartInput {
  const { key, class: partClass, family, costFen, taxRateBps, manualFen } = row
  const inBasis = (fen: number | null, rateBps: number | null, from: TaxBasis, to: TaxBasis) =>
    fen === null ? null : Math.round(taxed(fen, rateBps ?? 0, from, to))
  const paid = inBasis(row.beforeFen, row.beforeRateBps, settlement.taxBasis, books.settlement)
  const beforeFen = paid === null ? null : Math.max(1, Math.round((paid * settlement.shareBps) / 10_000))
  const guideBeforeFen = inBasis(row.guideFen, row.guideRateBps, guide.taxBasis, books.guide)
  const isKept = draft.settlementId === null && row.isManual === 1 && settlement.shareBps === 10_000
  const isGuideKept = draft.settlementId === null && row.guideOrigin === 'manual'
  return {
    ...{ key, class: partClass, family, costFen, taxRateBps, beforeFen, guideBeforeFen },
    productLines: JSON.parse(row.productLines) as string[],
    manualFen: isKept ? beforeFen : manualFen,
    guideManualFen: isGuideKept ? guideBeforeFen : row.guideManualFen,
  }
}
