import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { BooksInput, LineInput, ModelInput, PairInput, TaxBasis } from './compile-input.ts'

/** Where prices before come from: whose entries, at which share of them, and in which tax basis. */
type Source = { id: string | null; shareBps: number; taxBasis: TaxBasis }

/** `draft`: the drafts to compile again, whose prices by hand count; `books`: what the prices will be. */
export type Bases = {
  settlementId: string | null
  settlement: Source
  guide: Source
  draft: { settlementId: string | null; guideId: string | null }
  books: BooksInput
}

const NOWHERE: Source = { id: null, shareBps: 10_000, taxBasis: 'net' }

/**
 * The latest published version of each book; by discount, a settlement price is the highest share of the guide price. New
 * drafts keep the tax basis of the book before.
 */
export async function readBases(ctx: Ctx, draftId: string | null): Promise<Bases> {
  type Row = { book: string; id: string; status: string; method: string; taxBasis: TaxBasis; shareBps: number | null }
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Row>(sql`select v.book, v.id, v.status, v.method, v.tax_basis as "taxBasis",
      (select max(d.discount_bps) from grade_discount d where d.version_id = v.id) as "shareBps" from price_book_version v
      where v.id = ${draftId} or v.book = 'guide' and v.status = 'draft' and v.pair_id = (select d.pair_id
        from price_book_version d where d.id = ${draftId}) or v.status = 'published' and not exists (select 1
        from price_book_version w where w.book = v.book and w.status = 'published' and w.effective_on > v.effective_on)`),
  )
  const of = (book: string, status: string) => rows.find((row) => row.book === book && row.status === status)
  const [settlement, guide] = [of('settlement', 'published'), of('guide', 'published')]
  const sourceOf = (row: Row | undefined, shareBps = 10_000): Source =>
    row ? { id: row.id, shareBps, taxBasis: row.taxBasis } : NOWHERE
  const source =
    settlement?.method === 'discount' ? sourceOf(guide, settlement.shareBps ?? 10_000) : sourceOf(settlement)
  const draft = { settlement: rows.find((row) => row.id === draftId), guide: of('guide', 'draft') }
  return {
    ...{ settlementId: settlement?.id ?? null, settlement: source, guide: sourceOf(guide) },
    draft: { settlementId: draft.settlement?.id ?? null, guideId: draft.guide?.id ?? null },
    books: {
      settlement: draft.settlement?.taxBasis ?? source.taxBasis,
      guide: draft.guide?.taxBasis ?? guide?.taxBasis ?? 'net',
      guideStays: draftId !== null && draft.guide === undefined,
    },
  }
}

export type PartRow = {
  key: string
  class: 'module' | 'wear' | 'standard'
  family: string
  costFen: number | null
  taxRateBps: number
  beforeFen: number | null
  beforeRateBps: number | null
  /** The general price before was set by hand; not where every grade has a price of its own and another one counts. */
  isManual: number
  guideFen: number | null
  guideRateBps: number | null
  guideOrigin: string | null
  manualFen: number | null
  guideManualFen: number | null
  productLines: string
}

/** Serviceable parts that may have a price, after this key, and others whose price the draft has by hand. */
export const readParts = (ctx: Ctx, bases: Bases, after: string, limit: number): Statement<PartRow> =>
  ctx.hq.statement(sql`select p.key, p.class, p.family, p.cost_fen as "costFen", p.tax_rate_bps as "taxRateBps",
      s.price_fen as "beforeFen", s.tax_rate_bps as "beforeRateBps", exists (select 1 from price_book_entry e
        where e.version_id = s.version_id and e.part_key = p.key and e.grade = '' and e.origin = 'manual'
          and e.price_fen = s.price_fen) as "isManual",
      g.price_fen as "guideFen", g.tax_rate_bps as "guideRateBps", g.origin as "guideOrigin", m.price_fen as "manualFen",
      n.price_fen as "guideManualFen", (select json_group_array(o.product_line) from part_product_line o
        where o.part_key = p.key) as "productLines"
    from part p
    left join general_price s on s.version_id = ${bases.settlement.id} and s.part_key = p.key
    left join price_book_entry g on g.version_id = ${bases.guide.id} and g.part_key = p.key and g.grade = ''
    left join price_book_entry m on m.version_id = ${bases.draft.settlementId} and m.part_key = p.key and m.grade = ''
      and m.origin = 'manual'
    left join price_book_entry n on n.version_id = ${bases.draft.guideId} and n.part_key = p.key and n.grade = ''
      and n.origin = 'manual'
    where p.key > ${after} and p.class <> 'core' and (p.serviceable = 1 or m.part_key is not null)
    order by p.key limit ${limit}`)

/** Active models with a dealer price and lines built to this day, after this key: those the double rule is judged by. */
export const readModels = (ctx: Ctx, after: string, limit: number): Statement<ModelInput> =>
  ctx.hq.statement(sql`select m.key, m.product_line as "productLine", m.dealer_price_net_fen as "dealerFen" from model m
    where m.key > ${after} and m.status = 'active' and m.dealer_price_net_fen is not null and exists (select 1
      from service_bom_line l where l.model_key = m.key and l.serial_to_key = '') order by m.key limit ${limit}`)

type LineRow = { part: string; model: string; quantityMilli: number }

/** Lines built to this day, of any model, after this one. */
export const readLines = (ctx: Ctx, after: readonly [string, string], limit: number): Statement<LineRow> =>
  ctx.hq.statement(sql`select l.part_key as part, l.model_key as model, sum(l.quantity_milli) as "quantityMilli"
    from service_bom_line l where l.serial_to_key = '' and (l.part_key, l.model_key) > (${after[0]}, ${after[1]})
    group by l.part_key, l.model_key order by l.part_key, l.model_key limit ${limit}`)

export const toLine = ({ part, model, quantityMilli }: LineRow): LineInput => [part, model, quantityMilli]

type PairRow = { part: string; other: string; ratioPpm: number; toleranceBps: number | null }

/** Like parts, and after them successors beside what they replace: a null tolerance is the policy's for its kind. */
export async function readPairs(ctx: Ctx, likeBps: number, supersessionBps: number): Promise<PairInput[]> {
  const [like, successors] = await ctx.hq.read(
    ctx.hq.statement<PairRow>(sql`select l.part_key as part, l.other_key as other, l.ratio_ppm as "ratioPpm",
      l.tolerance_bps as "toleranceBps" from like_part l order by l.part_key, l.other_key`),
    ctx.hq.statement<PairRow>(sql`select p.successor_key as part, p.key as other, 1000000 as "ratioPpm",
      null as "toleranceBps" from part p join part q on q.key = p.successor_key
      where p.successor_key is not null and p.serviceable = 1 and q.serviceable = 1 order by p.key`),
  )
  const toPair =
    (fallback: number) =>
    (row: PairRow): PairInput => [...([row.part, row.other, row.ratioPpm] as const), row.toleranceBps ?? fallback]
  return [...like.map(toPair(likeBps)), ...successors.map(toPair(supersessionBps))]
}
