import type { PartClass } from '@partline/catalog'
import { type Ctx, type PageRequest, pageOf, planPage, type Statement } from '@partline/db'
import { partKey } from '@partline/kernel'
import { type SQL, sql } from 'drizzle-orm'

/** A line of a service BOM with what the catalogue says of its part; null where it has no such part. */
export type ShownLine = {
  partKey: string
  tie: string
  quantityMilli: number
  serialFrom: string
  serialTo: string
  nameZh: string | null
  nameEn: string | null
  unit: string | null
  class: PartClass | null
  serviceable: number | null
  weightG: number | null
  costFen: number | null
}

/** For machines of this serial, for those built to this day, or all. */
export type LineFilter = {
  q?: string | undefined
  serialKey?: string | undefined
  current?: boolean | undefined
  class?: PartClass | undefined
}

const TIE = sql`(s.serial_from_key || '|' || s.serial_to_key)`
const SORTS = { number: { key: 'partKey', column: sql`s.part_key` } }

/** A page of a model's service BOM (P2, P11). Lines follow one another by the primary key: nothing else is read. */
export async function pageOfServiceLines(ctx: Ctx, request: PageRequest, modelKey: string, filter: LineFilter) {
  const plan = planPage(request, SORTS, { key: 'tie', column: TIE }, 'number')
  const [rows] = await ctx.hq.read(selectLines(ctx, modelKey, filter, plan))
  return pageOf(rows, plan, request, 'number')
}

/** Every line of a model's service BOM. */
export const readServiceLines = (ctx: Ctx, modelKey: string, filter: LineFilter): Statement<ShownLine> =>
  selectLines(ctx, modelKey, filter, undefined)

function selectLines(
  ctx: Ctx,
  modelKey: string,
  filter: LineFilter,
  plan: { where: SQL | undefined; orderBy: SQL; limit: number } | undefined,
): Statement<ShownLine> {
  const where = sql.join(
    [sql`s.model_key = ${modelKey}`, ...conditions(filter), ...(plan?.where ? [plan.where] : [])],
    sql` and `,
  )
  const tail = plan ? sql`order by ${plan.orderBy} limit ${plan.limit}` : sql``
  return ctx.hq.statement(sql`
    select s.part_key as "partKey", ${TIE} as tie, s.quantity_milli as "quantityMilli", s.serial_from as "serialFrom",
      s.serial_to as "serialTo", p.name_zh as "nameZh", p.name_en as "nameEn", p.unit, p.class, p.serviceable,
      p.weight_g as "weightG", p.cost_fen as "costFen"
    from service_bom_line s left join part p on p.key = s.part_key where ${where} ${tail}`)
}

function conditions({ q, serialKey, current, class: partClass }: LineFilter): SQL[] {
  const words = (q ?? '').split(/\s+/).filter((word) => word !== '')
  const number = q === undefined ? undefined : partKey(q)
  return [
    ...(serialKey
      ? [sql`s.serial_from_key <= ${serialKey} and (s.serial_to_key = '' or s.serial_to_key >= ${serialKey})`]
      : []),
    ...(current ? [sql`s.serial_to_key = ''`] : []),
    ...(partClass ? [sql`p.class = ${partClass}`] : []),
    ...(words.length > 0 ? [sql`(${begins(number)} or ${named(words)})`] : []),
  ]
}

const begins = (number: string | undefined) =>
  number === undefined ? sql`0` : sql`substr(s.part_key, 1, length(${number})) = ${number}`

const named = (words: string[]) =>
  sql`not exists (select 1 from json_each(${JSON.stringify(words)}) w where
    instr(upper(coalesce(p.name_zh, '') || ' ' || coalesce(p.name_en, '')), upper(w.value)) = 0)`
