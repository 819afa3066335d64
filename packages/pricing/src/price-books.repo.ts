import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { dateOf, notFound } from '@partline/kernel'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { readCalendar } from './part-prices.repo.ts'
import { type Book, type CalendarVersion, versionInForce } from './price-book.ts'
import { gradeDiscount, priceBookVersion } from './tables.ts'

export type Version = RowOf<typeof priceBookVersion>
export type Discount = { grade: string; discountBps: number }
export type VersionRecord = Version & {
  hasEntries: boolean
  /** The version of the other book it is handed in and approved with. */
  companionId: string | null
  discounts: Discount[]
  inForce: CalendarVersion | undefined
}

/** A version with what only its screen says: how many prices it has, and the compilation its draft was filled by. */
export type ShownVersion = VersionRecord & {
  entryCount: number
  compilation: { id: string; outcome: 'optimal' | 'infeasible' } | null
}

type FactRow = { versionId: string; held: number; companionId: string | null }

const readFacts = (hq: HqDb, ids: readonly string[]): Statement<FactRow> =>
  hq.statement(sql`select w.value as "versionId",
    exists (select 1 from price_book_entry e where e.version_id = w.value) as held,
    (select c.id from price_book_version v join price_book_version c on c.pair_id = v.pair_id and c.book <> v.book
      where v.id = w.value) as "companionId" from json_each(${JSON.stringify(ids)}) w`)

type ShownRow = {
  versionId: string
  entryCount: number
  compilationId: string | null
  outcome: 'optimal' | 'infeasible' | null
}

const readShown = (hq: HqDb, ids: readonly string[]): Statement<ShownRow> =>
  hq.statement(sql`select w.value as "versionId",
      (select count(*) from price_book_entry e where e.version_id = w.value) as "entryCount",
      c.id as "compilationId", c.outcome
    from json_each(${JSON.stringify(ids)}) w left join compilation c on c.id = (${compiledBy(sql`w.value`)})`)

/** The id of the compilation that filled a version last. */
export const compiledBy = (versionId: SQL): SQL => sql`select l.id from compilation l where l.status = 'done'
  and (l.settlement_version_id = ${versionId} or l.guide_version_id = ${versionId}) order by l.ended_at desc, l.id desc limit 1`

function withShown(record: VersionRecord, row: ShownRow | undefined): ShownVersion {
  const { compilationId: id, outcome } = row ?? { compilationId: null, outcome: null }
  const compilation = id === null || outcome === null ? null : { id, outcome }
  return { ...record, entryCount: row?.entryCount ?? 0, compilation }
}

export const readVersion = (hq: HqDb, book: Book, id: string): Statement<Version> =>
  hq.select(priceBookVersion, and(eq(priceBookVersion.id, id), eq(priceBookVersion.book, book)))

async function versionWith(ctx: Ctx, book: Book, id: string, ...more: Statement<ShownRow>[]) {
  const [rows, facts, discounts, calendar, ...shown] = await ctx.hq.read(
    readVersion(ctx.hq, book, id),
    readFacts(ctx.hq, [id]),
    ctx.hq.select(gradeDiscount, eq(gradeDiscount.versionId, id)),
    readCalendar(ctx, dateOf(ctx.now)),
    ...more,
  )
  const row = rows[0]
  if (!row) throw notFound()
  const { held = 0, companionId = null } = facts[0] ?? {}
  const inForce = versionInForce(calendar, book, dateOf(ctx.now))
  return { record: { ...row, hasEntries: held === 1, companionId, discounts, inForce }, shown: shown[0]?.[0] }
}

/** A version with what verbs decide by. @throws not-found, also for an id of the other book. */
export async function getVersion(ctx: Ctx, book: Book, id: string): Promise<VersionRecord> {
  return (await versionWith(ctx, book, id)).record
}

/** A version with what belongs on its screen. @throws not-found, also for an id of the other book. */
export async function getShownVersion(ctx: Ctx, book: Book, id: string): Promise<ShownVersion> {
  const { record, shown } = await versionWith(ctx, book, id, readShown(ctx.hq, [id]))
  return withShown(record, shown)
}

/** The same of a version a verb has just changed. */
export const shownVersion = async (ctx: Ctx, record: VersionRecord): Promise<ShownVersion> =>
  withShown(record, await ctx.hq.first(readShown(ctx.hq, [record.id])))

/** A version of either book, as it is stored. */
export const findVersion = (ctx: Ctx, id: string): Promise<Version | undefined> =>
  ctx.hq.first(ctx.hq.select(priceBookVersion, eq(priceBookVersion.id, id)))

/** Those of these versions there still are. */
export async function findVersions(ctx: Ctx, ids: readonly string[]): Promise<Version[]> {
  const among = sql`${priceBookVersion.id} in (select value from json_each(${JSON.stringify(ids)}))`
  const [rows] = await ctx.hq.read(
    ctx.hq.select(priceBookVersion, among, { orderBy: sql`${priceBookVersion.book} desc` }),
  )
  return rows
}

const SORTS = { number: { key: 'seq', column: priceBookVersion.seq } }

export async function pageOfVersions(
  ctx: Ctx,
  book: Book,
  request: PageRequest,
  status: Version['status'] | undefined,
) {
  const plan = planPage(request, SORTS, { key: 'id', column: priceBookVersion.id }, '-number')
  const wanted = status && eq(priceBookVersion.status, status)
  const [rows, calendar] = await ctx.hq.read(
    ctx.hq.select(priceBookVersion, and(eq(priceBookVersion.book, book), wanted, plan.where), plan),
    readCalendar(ctx, dateOf(ctx.now)),
  )
  const page = pageOf(rows, plan, request, '-number')
  const ids = page.items.map((row) => row.id)
  const [facts, shown, discounts] = await ctx.hq.read(
    readFacts(ctx.hq, ids),
    readShown(ctx.hq, ids),
    ctx.hq.select(
      gradeDiscount,
      sql`${gradeDiscount.versionId} in (select value from json_each(${JSON.stringify(ids)}))`,
    ),
  )
  const factsOf = new Map(facts.map((each) => [each.versionId, each]))
  const shownOf = new Map(shown.map((each) => [each.versionId, each]))
  const inForce = versionInForce(calendar, book, dateOf(ctx.now))
  const items = page.items.map((row): ShownVersion => {
    const own = discounts.filter((discount) => discount.versionId === row.id)
    const { held = 0, companionId = null } = factsOf.get(row.id) ?? {}
    const record = { ...row, hasEntries: held === 1, companionId, discounts: own, inForce }
    return withShown(record, shownOf.get(row.id))
  })
  return { ...page, items }
}

/** A new draft under the book's next number; two at once get two numbers. */
export const insertDraft = (hq: HqDb, row: Omit<Version, 'seq'>): Statement =>
  hq.insert(priceBookVersion, {
    ...row,
    seq: sql`coalesce((select max(v.seq) from price_book_version v where v.book = ${row.book}), 0) + 1`,
  })

export const copyEntries = (hq: HqDb, from: string, to: string): Statement =>
  hq.statement(sql`insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps, origin)
    select ${to}, e.part_key, e.grade, e.price_fen, e.tax_rate_bps, e.origin from price_book_entry e
    join part p on p.key = e.part_key and p.class <> 'core' where e.version_id = ${from}`)

export const insertDiscounts = (hq: HqDb, versionId: string, discounts: readonly Discount[]): Statement =>
  hq.insertAll(
    gradeDiscount,
    discounts.map((discount) => ({ versionId, ...discount })),
  )

/** Names among these that are no grade. */
export async function unknownGrades(ctx: Ctx, grades: readonly string[]): Promise<string[]> {
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<{ code: string }>(sql`select w.value as code from json_each(${JSON.stringify(grades)}) w
      where not exists (select 1 from grade g where g.code = w.value)`),
  )
  return rows.map((row) => row.code)
}

/** Aborts unless a version still is as it was read. */
export const versionUnchanged = (hq: HqDb, { id, version }: Version): Statement =>
  hq.guard(
    'version-unchanged',
    sql`exists (select 1 from price_book_version where id = ${id} and version = ${version})`,
  )

/** Changes a version; goes with `versionUnchanged`. */
export const updateVersion = (hq: HqDb, before: Version, set: Partial<Version>): Statement =>
  hq.update(priceBookVersion, { ...set, version: before.version + 1 }, eq(priceBookVersion.id, before.id))

/** A version and, where it has one, its companion in the other book, as they are stored. */
export async function withCompanion(ctx: Ctx, version: VersionRecord): Promise<VersionRecord[]> {
  if (version.companionId === null) return [version]
  return [version, await getVersion(ctx, version.book === 'guide' ? 'settlement' : 'guide', version.companionId)]
}

/** Aborts when another version of the book takes effect on that day. */
export const dayIsFree = (hq: HqDb, before: Version, effectiveOn: string): Statement =>
  hq.guard(
    'effective-day-free',
    sql`not exists (select 1 from price_book_version v where v.book = ${before.book} and v.status = 'published'
      and v.effective_on = ${effectiveOn})`,
  )

/** Whether the book has a published version at all, and whether one takes effect on that day. */
export async function readPublished(ctx: Ctx, book: Book, effectiveOn: string) {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ held: number; sameDay: number }>(sql`select count(*) as held,
      coalesce(sum(effective_on = ${effectiveOn}), 0) as "sameDay" from price_book_version
      where book = ${book} and status = 'published'`),
  )
  return { isFirst: (row?.held ?? 0) === 0, dayTaken: (row?.sameDay ?? 0) > 0 }
}

export const deleteDraft = (hq: HqDb, id: string): Statement[] => [
  hq.statement(sql`delete from price_book_entry where version_id = ${id}`),
  hq.statement(sql`delete from grade_discount where version_id = ${id}`),
  hq.statement(sql`delete from price_book_version where id = ${id} and status = 'draft'`),
]
