import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { sql } from 'drizzle-orm'
import type { World } from './world.ts'

/** A part with its prices, for tests. Prices are in the basis given to `publishPrices`; null = not in that book. */
export type PricedPartFixture = {
  number: string
  nameZh?: string
  nameEn?: string
  class?: 'module' | 'wear' | 'standard' | 'core'
  costFen?: number
  weightG?: number
  taxRateBps?: number
  serviceable?: boolean
  successor?: string
  guideFen?: number | null
  settlementFen?: number | null
  byGrade?: Record<string, number>
}

export type PricesFixture = {
  parts: readonly PricedPartFixture[]
  taxBasis?: 'net' | 'gross'
  /** Settlement by discount of the guide price instead of by entries: grade → bps. */
  discounts?: Record<string, number>
}

/**
 * Puts parts into the catalogue and publishes both books with their prices, in force at once, with exceptions from whatever
 * gates of a policy they break; what earlier calls in the same database published stays priced. Straight SQL: the verbs have their own tests.
 */
export async function publishPrices(
  world: World,
  fixture: PricesFixture,
): Promise<{ guideId: string; settlementId: string }> {
  const { hq } = world.databases
  const [[before]] = await hq.read(
    hq.statement<{ latest: string | null }>(
      sql`select max(effective_on) as latest from price_book_version where status = 'published' and effective_on < ${dateOf(world.now)}`,
    ),
  )
  const effectiveOn = addDays(before?.latest ?? '2020-01-01', 1)
  const ids = world.ids(world.now)
  const guideId = ids.next('pbv')
  const settlementId = ids.next('pbv')
  const basis = fixture.taxBasis ?? 'net'
  await hq.writeBatch([
    ...putParts(world, fixture.parts),
    ...version(world, guideId, 'guide', 'entries', basis),
    entries(
      world,
      guideId,
      'guide',
      fixture.parts.flatMap((part) => (part.guideFen ? [[part.number, '', part.guideFen]] : [])),
    ),
    ...version(world, settlementId, 'settlement', fixture.discounts ? 'discount' : 'entries', basis),
    entries(world, settlementId, 'settlement', fixture.discounts ? [] : fixture.parts.flatMap(settlementRows)),
    hq.statement(sql`insert into grade_discount (version_id, grade, discount_bps)
      select ${settlementId}, key, value from json_each(${JSON.stringify(fixture.discounts ?? {})})`),
    hq.statement(sql`update price_book_version set status = 'inReview', effective_on = ${effectiveOn}, submitted_by = 'per_a',
      submitted_at = ${world.now}, pair_id = ${guideId} where id in (${guideId}, ${settlementId})`),
    ...excepted(world, [guideId, settlementId]),
    hq.statement(sql`insert into publication (id, settlement_id, guide_id, effective_on, policy_seq, approved_by, at)
      select ${ids.next('pub')}, ${settlementId}, ${guideId}, ${effectiveOn}, (select max(seq) from price_policy), 'per_b', ${startOfDay(effectiveOn) - 1}`),
  ])
  return { guideId, settlementId }
}

/** Whatever the gates find is let pass, as two people may; except what nobody may. */
function excepted(world: World, ids: readonly string[]) {
  const { hq } = world.databases
  return [
    ...ids.map((id) =>
      hq.statement(sql`insert into gate_exception (version_id, gate, subject, measured, allowed_from, allowed_to, reason,
          requested_by, requested_at)
        select version_id, gate, subject, measured, allowed_from, allowed_to, 'fixture', 'per_a', ${world.now} from judged_finding
        where version_id = ${id} and gate not in ('settlementAboveGuide', 'corePriced')`),
    ),
    hq.statement(sql`update gate_exception set approved_by = 'per_b', approved_at = ${world.now}
      where version_id in (select value from json_each(${JSON.stringify(ids)}))`),
  ]
}

const settlementRows = (part: PricedPartFixture): [string, string, number][] => [
  ...(part.settlementFen ? [[part.number, '', part.settlementFen] as [string, string, number]] : []),
  ...Object.entries(part.byGrade ?? {}).map(([grade, fen]): [string, string, number] => [part.number, grade, fen]),
]

function putParts(world: World, parts: readonly PricedPartFixture[]) {
  const rows = JSON.stringify(
    parts.map((part) => [
      part.number,
      part.number.replace(/[-/.=+]/g, ''),
      part.nameZh ?? '轴承',
      part.nameEn ?? 'BEARING',
      part.class ?? 'module',
      part.costFen ?? null,
      part.weightG ?? 500,
      part.taxRateBps ?? 1300,
      part.serviceable === false ? 0 : 1,
      part.successor ?? null,
    ]),
  )
  const { hq } = world.databases
  return [
    hq.statement(sql`insert into part (key, loose_key, name_zh, name_en, unit, class, cost_fen, weight_g, tax_rate_bps, serviceable,
        pack_quantity, successor_key, created_at, updated_at, version)
      select value->>0, value->>1, value->>2, value->>3, '件', value->>4, value->>5, value->>6, value->>7, value->>8, 1, value->>9,
        ${world.now}, ${world.now}, 1 from json_each(${rows}) where true
      on conflict (key) do update set name_zh = excluded.name_zh, class = excluded.class, cost_fen = coalesce(excluded.cost_fen, part.cost_fen),
        weight_g = excluded.weight_g, tax_rate_bps = excluded.tax_rate_bps, serviceable = excluded.serviceable,
        successor_key = excluded.successor_key, version = version + 1`),
    hq.statement(sql`update catalogue_state set revision = revision + 1 where id = 1`),
  ]
}

function version(world: World, id: string, book: 'guide' | 'settlement', method: string, basis: string) {
  const { hq } = world.databases
  return [
    hq.statement(sql`insert into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version)
      select ${id}, ${book}, coalesce(max(seq), 0) + 1, 'draft', ${method}, ${basis}, '', ${world.now}, 'per_a', 1
      from price_book_version where book = ${book}`),
  ]
}

/** The new prices, and under them whatever the version before held. */
function entries(world: World, id: string, book: 'guide' | 'settlement', rows: (string | number)[][]) {
  return world.databases.hq.statement(sql`
    insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps)
    select ${id}, value->>0, value->>1, value->>2, p.tax_rate_bps from json_each(${JSON.stringify(rows)}) r
      join part p on p.key = value->>0 and p.class <> 'core'
    union all
    select ${id}, e.part_key, e.grade, e.price_fen, e.tax_rate_bps from price_book_entry e
    where e.version_id = (select v.id from price_book_version v where v.book = ${book} and v.status = 'published'
        and v.method = 'entries' order by v.effective_on desc limit 1)
      and exists (select 1 from part p where p.key = e.part_key and p.class <> 'core')
      and not exists (select 1 from json_each(${JSON.stringify(rows)}) n where n.value->>0 = e.part_key)`)
}
