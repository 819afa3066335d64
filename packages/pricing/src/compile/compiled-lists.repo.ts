import { partsFound } from '@partline/catalog'
import { type Ctx, type PageRequest, pageOf, planPage } from '@partline/db'
import { model } from '@partline/service-bom/tables'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { compiledModel, compiledPrice } from '../tables.ts'

export type PriceFilter = {
  q?: string | undefined
  class?: string | undefined
  family?: string | undefined
  rule?: string | undefined
  boundBy?: string | undefined
  model?: string | undefined
  changed?: boolean | undefined
}

/** A change nobody can tell, of a part that is new or has no price, sorts as none; and no price as 0. */
const moved = sql<number>`coalesce(${compiledPrice.changeBps}, 0)`
const price = sql<number>`coalesce(${compiledPrice.settlementFen}, 0)`

const PRICE_SORTS = {
  partNumber: { key: 'partKey', column: compiledPrice.partKey },
  family: { key: 'family', column: compiledPrice.family },
  change: { key: 'moved', column: moved },
  price: { key: 'price', column: price },
}

const matches = { class: compiledPrice.class, family: compiledPrice.family, rule: compiledPrice.rule }

/** A page of a run's prices; `model`: of the parts in that model's service BOM as it is now. */
export async function pageOfCompiledPrices(ctx: Ctx, id: string, request: PageRequest, filter: PriceFilter) {
  const plan = planPage(request, PRICE_SORTS, { key: 'partKey', column: compiledPrice.partKey }, 'partNumber')
  const { q, model: of, changed, ...same } = filter
  const where = and(
    eq(compiledPrice.compilationId, id),
    plan.where,
    q === undefined ? undefined : sql`${compiledPrice.partKey} in (${partsFound(q)})`,
    of === undefined ? undefined : inModel(of),
    changed === undefined ? undefined : changed ? differs : sql`not (${differs})`,
    ...Object.entries({ ...matches, boundBy: compiledPrice.boundBy }).map(([key, column]) => {
      const value = same[key as keyof typeof same]
      return value === undefined ? undefined : sql`${column} = ${value}`
    }),
  )
  const [rows] = await ctx.hq.read(ctx.hq.select(compiledPrice, where, plan))
  const keyed = rows.map((row) => ({ ...row, moved: row.changeBps ?? 0, price: row.settlementFen ?? 0 }))
  return pageOf(keyed, plan, request, 'partNumber')
}

const differs = sql`${compiledPrice.settlementFen} is not ${compiledPrice.beforeFen}`

const inModel = (key: string): SQL => sql`${compiledPrice.partKey} in (select l.part_key from service_bom_line l
  where l.model_key = ${key} and l.serial_to_key = '')`

export type ModelFilter = { q?: string | undefined; productLine?: string | undefined; missed?: boolean | undefined }

const MODEL_SORTS = {
  model: { key: 'modelKey', column: compiledModel.modelKey },
  miss: { key: 'missPpm', column: compiledModel.missPpm },
  ratio: { key: 'ratioPpm', column: compiledModel.ratioPpm },
}

/** As `missed` counts them: beyond what the product line tolerates, and never for a millionth of rounding. */
const isMissed = sql`abs(${compiledModel.missPpm}) > max(1, ${compiledModel.toleranceBps} * 100)`

/** A page of a run's models: every word of `q` stands in the code or in a name. */
export async function pageOfCompiledModels(ctx: Ctx, id: string, request: PageRequest, filter: ModelFilter) {
  const plan = planPage(request, MODEL_SORTS, { key: 'modelKey', column: compiledModel.modelKey }, 'model')
  const { q, productLine, missed } = filter
  const words = (q ?? '').split(/\s+/).filter((word) => word !== '')
  const where = and(
    eq(compiledModel.compilationId, id),
    plan.where,
    missed === undefined ? undefined : missed ? isMissed : sql`not (${isMissed})`,
    productLine === undefined ? undefined : eq(compiledModel.productLine, productLine),
    words.length === 0 ? undefined : hasWords(words),
  )
  const [rows] = await ctx.hq.read(ctx.hq.select(compiledModel, where, plan))
  return pageOf(rows, plan, request, 'model')
}

/** A pretended model has no name. */
const hasWords = (words: string[]): SQL => sql`not exists (select 1 from json_each(${JSON.stringify(words)}) w
  where instr(upper(${compiledModel.modelKey} || ' ' || coalesce((select m.name_zh || ' ' || m.name_en from ${model} m
    where m.key = ${compiledModel.modelKey}), '')), upper(w.value)) = 0)`

export type CompiledFamily = {
  family: string
  parts: number
  averageBps: number
  minBps: number
  maxBps: number
  beforeFen: number
  settlementFen: number
}

const FAMILY_SORTS = {
  family: { key: 'family', column: sql`f.family` },
  change: { key: 'averageBps', column: sql`f."averageBps"` },
  parts: { key: 'parts', column: sql`f.parts` },
}

/** How the prices of each family move: parts with a price before and after. */
export async function pageOfCompiledFamilies(ctx: Ctx, id: string, request: PageRequest) {
  const plan = planPage(request, FAMILY_SORTS, { key: 'family', column: sql`f.family` }, 'family')
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<CompiledFamily>(sql`select * from (
        select p.family, count(*) as parts, cast(round(avg(p.change_bps)) as integer) as "averageBps",
          min(p.change_bps) as "minBps", max(p.change_bps) as "maxBps", sum(p.before_fen) as "beforeFen",
          sum(p.settlement_fen) as "settlementFen"
        from compiled_price p where p.compilation_id = ${id} and p.change_bps is not null group by p.family) f
      where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'family')
}
