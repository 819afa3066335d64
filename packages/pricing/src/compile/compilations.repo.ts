import {
  type Ctx,
  type HqDb,
  outboxOf,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import { compiledBy } from '../price-books.repo.ts'
import { compilation, compiledModel, compiledPrice } from '../tables.ts'
import type { ResultPage } from './stored-input.ts'

export type Compilation = RowOf<typeof compilation>
export type CompiledPriceRow = RowOf<typeof compiledPrice>
export type CompiledModelRow = RowOf<typeof compiledModel>

/** The topic of the messages that set a compilation going. */
export const COMPILE_TOPIC = 'prices.compile'

export type CompileMessage = { compilationId: string }

export const announceCompilation = (ctx: Ctx, id: string): Statement =>
  outboxOf(ctx, ctx.hq.own, COMPILE_TOPIC, { compilationId: id } satisfies CompileMessage)

export const insertCompilation = (hq: HqDb, row: Compilation): Statement => hq.insert(compilation, row)

/** @throws not-found */
export async function getCompilation(ctx: Ctx, id: string): Promise<Compilation> {
  const row = await ctx.hq.first(ctx.hq.select(compilation, eq(compilation.id, id)))
  if (!row) throw notFound()
  return row
}

/** One step of a compilation: aborted when somebody else has taken it. */
export function stepOf({ hq, now }: Ctx, before: Compilation, set: Partial<Compilation>) {
  const unmoved = sql`exists (select 1 from compilation where id = ${before.id} and step = ${before.step}
    and status = ${before.status})`
  return {
    guard: hq.guard('compilation-step', unmoved),
    row: hq.update(compilation, { ...set, step: before.step + 1, movedAt: now }, eq(compilation.id, before.id)),
  }
}

/** The compilation a version's prices come from, and what it says of a part. */
export function readExplanation(hq: HqDb, versionId: string, partKey: string) {
  const id = sql`(${compiledBy(sql`${versionId}`)})`
  const ofPart = sql`${compiledPrice.compilationId} = ${id} and ${compiledPrice.partKey} = ${partKey}`
  return [hq.select(compilation, sql`${compilation.id} = ${id}`), hq.select(compiledPrice, ofPart)] as const
}

const SORTS = { createdAt: { key: 'createdAt', column: compilation.createdAt } }

export async function pageOfCompilations(ctx: Ctx, request: PageRequest, filter: { kind?: string; status?: string }) {
  const plan = planPage(request, SORTS, { key: 'id', column: compilation.id }, '-createdAt')
  const where = and(
    plan.where,
    filter.kind ? sql`${compilation.kind} = ${filter.kind}` : undefined,
    filter.status ? sql`${compilation.status} = ${filter.status}` : undefined,
  )
  const [rows] = await ctx.hq.read(ctx.hq.select(compilation, where, plan))
  return pageOf(rows, plan, request, '-createdAt')
}

/** Writes one page of results down. */
export const writeResult = (hq: HqDb, id: string, { prices, models }: ResultPage): Statement[] => [
  ...(prices.length === 0
    ? []
    : [
        hq.insertAll(
          compiledPrice,
          prices.map((row) => ({ compilationId: id, ...row })),
        ),
      ]),
  ...(models.length === 0
    ? []
    : [
        hq.insertAll(
          compiledModel,
          models.map((row) => ({ compilationId: id, ...row })),
        ),
      ]),
]

/** Takes everything back that was written down. */
export const removeResults = (hq: HqDb, id: string): Statement[] => [
  hq.remove(compiledPrice, eq(compiledPrice.compilationId, id)),
  hq.remove(compiledModel, eq(compiledModel.compilationId, id)),
]

/** Fills a draft with a compilation's prices. What was set by hand stays (P9); whatever else the draft held goes. */
export function fillDraft(hq: HqDb, id: string, draftId: string, book: 'settlement' | 'guide', more: Statement[] = []) {
  const [fen, isManual] =
    book === 'settlement'
      ? [sql`p.settlement_fen`, sql`p.rule = 'manual'`]
      : [sql`p.guide_fen`, sql`p.guide_bound_by = 'manual'`]
  return [
    hq.guard(
      'draft-unmoved',
      sql`not exists (select 1 from price_book_version where id = ${draftId} and status <> 'draft')`,
    ),
    hq.statement(sql`delete from price_book_entry where version_id = ${draftId} and origin <> 'manual'`),
    ...more,
    hq.statement(sql`insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps, origin)
      select ${draftId}, p.part_key, '', ${fen}, p.tax_rate_bps, iif(${isManual}, 'manual', 'compiled') from compiled_price p
      join part q on q.key = p.part_key and q.class <> 'core'
      where p.compilation_id = ${id} and ${fen} is not null on conflict (version_id, part_key, grade) do nothing`),
    hq.statement(sql`update price_book_version set version = version + 1 where id = ${draftId}`),
  ]
}

const workingOn = (draftId: string) => sql`select c.id from compilation c where c.draft_id = ${draftId}
  and c.status in ('gathering', 'solving', 'writing')`

/** A compilation that is still at work on a draft. */
export const readWorkingOn = (hq: HqDb, draftId: string): Statement<{ id: string }> => hq.statement(workingOn(draftId))

/** Aborts when a compilation is at work on the draft. */
export const draftIsFree = (hq: HqDb, draftId: string): Statement =>
  hq.guard('draft-free', sql`not exists (${workingOn(draftId)})`)

/** Parts and lines a compilation would have to do with. */
export const readSize = (hq: HqDb): Statement<{ parts: number; lines: number }> =>
  hq.statement(sql`select (select count(*) from part) as parts,
    (select count(*) from service_bom_line l where l.serial_to_key = '') as lines`)
