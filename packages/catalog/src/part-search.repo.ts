import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { looseKey, partKey } from '@partline/kernel'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { PartClass } from './part.ts'
import { type QueryTerm, queryTermsOf } from './search-terms.ts'
import { part } from './tables.ts'

export type PartFilter = {
  q?: string | undefined
  class?: PartClass | undefined
  serviceable?: boolean | undefined
  family?: string | undefined
}

const SORTS = {
  number: { key: 'key', column: part.key },
  updatedAt: { key: 'updatedAt', column: part.updatedAt },
}

/** A page of the catalogue: by number, by name, or all of it. */
export async function pageOfParts(ctx: Ctx, request: PageRequest, filter: PartFilter) {
  const plan = planPage(request, SORTS, { key: 'key', column: part.key }, 'number')
  const where = and(
    plan.where,
    filter.class && eq(part.class, filter.class),
    filter.serviceable === undefined ? undefined : eq(part.serviceable, filter.serviceable ? 1 : 0),
    filter.family === undefined ? undefined : sql`${part.family} = ${filter.family} and ${part.family} <> ''`,
    filter.q === undefined ? undefined : sql`${part.key} in (${partsFound(filter.q)})`,
  )
  const [rows] = await ctx.hq.read(ctx.hq.select(part, where, plan))
  return pageOf(rows, plan, request, 'number')
}

/** Sorts behind everything that begins with the same text. */
const beyond = (prefix: string) => `${prefix}\u{10FFFF}`

/** The keys of the parts that answer a search: by number or its beginning, or by words of a name (P11). */
export function partsFound(q: string): SQL {
  const key = partKey(q)
  const terms = queryTermsOf(q)
  const ways = [...(key === undefined ? [] : byNumber(key)), ...(terms.length === 0 ? [] : [byName(terms)])]
  return ways.length === 0 ? sql`select null where 0` : sql.join(ways, sql` union all `)
}

/** Numbers that begin so; when there is none, the one part written so without separators (P1), if it is only one. */
function byNumber(key: string): SQL[] {
  const begins = sql`n.key >= ${key} and n.key < ${beyond(key)}`
  return [
    sql`select n.key from part n where ${begins}`,
    sql`select min(l.key) from part l where l.loose_key = ${looseKey(key)}
      and not exists (select 1 from part n where ${begins}) having count(*) = 1`,
  ]
}

/** Every term begins a term of the part's names, and every run of Chinese characters stands in a name in one piece. */
function byName(terms: QueryTerm[]): SQL {
  const [first, ...others] = terms.map(({ prefix }) => [prefix, beyond(prefix)] as const)
  const runs = terms.flatMap(({ prefix, run }) => (run === null || run === prefix ? [] : [run]))
  const begins =
    others.length === 0
      ? undefined
      : sql`not exists (select 1 from json_each(${JSON.stringify(others)}) r where not exists (select 1
          from part_term m where m.part_key = t.part_key and m.term >= r.value->>0 and m.term < r.value->>1))`
  const whole =
    runs.length === 0
      ? undefined
      : sql`not exists (select 1 from json_each(${JSON.stringify(runs)}) h join part p on p.key = t.part_key
          where instr(p.name_zh, h.value) = 0 and instr(p.name_en, h.value) = 0)`
  const where = and(sql`t.term >= ${first?.[0] ?? ''} and t.term < ${first?.[1] ?? ''}`, begins, whole)
  return sql`select t.part_key from part_term t where ${where}`
}
