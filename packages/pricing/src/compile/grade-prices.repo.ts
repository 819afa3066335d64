import type { HqDb, Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'

/** What the settlement version before was: its entries, or shares of a guide version's. */
type Before = { id: string; method: 'entries' | 'discount' }

/**
 * Prices of single grades go along with a compiled settlement draft: a grade pays the same share of the general price as
 * in the version before, in whole steps, not less than cost and not above the guide price. What was set by hand for a grade
 * stays; in a draft that is filled again, what was set there, and not what the version before had. Wear and standard parts have one price, cost and margin (§8.1.3), and lose those that were not set by hand.
 */
export function carryGradePrices(
  hq: HqDb,
  compilationId: string,
  draft: { id: string; taxBasis: 'net' | 'gross'; isNew: boolean },
  before: Before,
): Statement[] {
  const isNew = sql.raw(draft.isNew ? 'true' : 'false')
  const rate = (basis: SQL) => sql`(10000 + iif(${basis} = 'gross', p.tax_rate_bps, 0))`
  const own = rate(sql`${draft.taxBasis}`)
  const cost = sql`coalesce(p.cost_fen, 0) * ${own} / 10000.0`
  const guide = sql`coalesce(p.guide_fen * 1.0 * ${own} / ${rate(sql`c.guide_basis`)}, 9e15)`
  const stepped = (fen: SQL, rounding: SQL) => sql`(cast(${fen} / k.settlement_step_fen + ${rounding} as integer)
    * k.settlement_step_fen)`
  const share = sql`p.settlement_fen * 1.0 * g.share / g.whole`
  const price = sql`max(min(max(${stepped(share, sql`0.5`)}, ${stepped(cost, sql`0.999999`)}), ${stepped(guide, sql`0`)}), 1)`
  return [
    hq.statement(sql`insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps, origin)
      select ${draft.id}, p.part_key, g.grade, iif(g.origin = 'manual' and g.tax_basis = ${draft.taxBasis}, g.share, ${price}),
        p.tax_rate_bps, iif(g.origin = 'manual' and g.tax_basis = ${draft.taxBasis}, 'manual', 'compiled')
      from (${before.method === 'discount' ? byDiscount(before.id) : byEntries(before.id)}) g
      cross join compiled_price p ${before.method === 'discount' ? sql`` : sql`on p.part_key = g.part_key`}
      cross join compilation c cross join price_policy k cross join part q
      where p.compilation_id = ${compilationId} and c.id = p.compilation_id and k.seq = c.policy_seq
        and q.key = p.part_key and q.class <> 'core' and p.settlement_fen is not null
        and (g.origin = 'manual' and ${isNew} or g.origin <> 'manual' and p.rule not in ('wear', 'standard') and g.share <> g.usual)
      on conflict (version_id, part_key, grade) do nothing`),
  ]
}

/** Where every grade has a price of its own, the general price is the highest of them, and the one for all others a share. */
const byEntries = (versionId: string) =>
  sql`select o.part_key, o.grade, o.price_fen as share, w.price_fen as whole, iif(o.grade = '', w.price_fen, e.price_fen) as
      usual, o.origin, v.tax_basis
    from price_book_version v cross join price_book_entry o cross join general_price w cross join price_book_entry e
    where v.id = ${versionId} and o.version_id = v.id and w.version_id = o.version_id and w.part_key = o.part_key
      and e.version_id = o.version_id and e.part_key = o.part_key and e.grade = ''
      and (o.grade <> '' or o.origin <> 'manual' or o.price_fen <> w.price_fen)`

/** The general price of a version by discount is the highest share. */
const byDiscount = (versionId: string) => sql`select d.grade, d.discount_bps as share,
    (select max(m.discount_bps) from grade_discount m where m.version_id = d.version_id) as whole,
    (select max(m.discount_bps) from grade_discount m where m.version_id = d.version_id) as usual, 'compiled' as origin,
    'net' as tax_basis from grade_discount d where d.version_id = ${versionId}`
