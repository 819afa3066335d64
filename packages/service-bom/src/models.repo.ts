import { maySeeCosts } from '@partline/catalog'
import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound, partKey } from '@partline/kernel'
import { and, eq, sql } from 'drizzle-orm'
import { model } from './tables.ts'

export type Model = RowOf<typeof model>

export const readModel = (hq: HqDb, key: string): Statement<Model> => hq.select(model, eq(model.key, key))

/** The model with this code in any spelling. @throws not-found */
export async function getModel(ctx: Ctx, code: string): Promise<Model> {
  const key = partKey(code)
  const row = key === undefined ? undefined : await ctx.hq.first(readModel(ctx.hq, key))
  if (!row) throw notFound()
  return row
}

export const insertModel = (hq: HqDb, row: Model): Statement[] => [
  hq.guard('model-is-new', sql`not exists (select 1 from model where key = ${row.key})`),
  hq.insert(model, row),
]

/** Changes what is said of a model only if nobody did since it was read; its BOMs may move meanwhile. */
export function updateModel(hq: HqDb, before: Model, after: Model): Statement[] {
  const { key, createdAt: _, createdBy: __, bomRevision: ___, bomChangedAt: ____, ...set } = after
  return [
    hq.guard('model-unchanged', sql`exists (select 1 from model where key = ${key} and version = ${before.version})`),
    hq.update(model, set, eq(model.key, key)),
  ]
}

/** Whether HQ has this person. */
export const readOwner = (ctx: Ctx, personId: string): Statement<{ found: number }> =>
  ctx.hq.own.statement(sql`select 1 as found from membership
    where channel_id = ${ctx.hq.own.channelId} and person_id = ${personId} limit 1`)

export type ModelFilter = {
  q?: string | undefined
  productLine?: string | undefined
  status?: Model['status'] | undefined
}

const SORTS = {
  code: { key: 'key', column: model.key },
  nameZh: { key: 'nameZh', column: model.nameZh },
  nameEn: { key: 'nameEn', column: model.nameEn },
  updatedAt: { key: 'updatedAt', column: model.updatedAt },
}
/** A model without a dealer price stands before all others. */
const PRICED_SORTS = {
  ...SORTS,
  dealerPrice: { key: 'byPrice', column: sql`coalesce(${model.dealerPriceNetFen}, 0)` },
}

/** A page of the models, by the dealer price only for whoever is shown it: every word of `q` stands in the code or in a name. */
export async function pageOfModels(ctx: Ctx, request: PageRequest, filter: ModelFilter) {
  const sorts = maySeeCosts(ctx) ? PRICED_SORTS : SORTS
  const plan = planPage(request, sorts, { key: 'key', column: model.key }, 'code')
  const words = (filter.q ?? '').split(/\s+/).filter((word) => word !== '')
  const where = and(
    plan.where,
    filter.productLine === undefined ? undefined : eq(model.productLine, partKey(filter.productLine) ?? ''),
    filter.status && eq(model.status, filter.status),
    words.length === 0 ? undefined : hasWords(words),
  )
  const [rows] = await ctx.hq.read(ctx.hq.select(model, where, plan))
  const priced = rows.map((row) => ({ ...row, byPrice: row.dealerPriceNetFen ?? 0 }))
  return pageOf(priced, plan, request, 'code')
}

const hasWords = (words: string[]) =>
  sql`not exists (select 1 from json_each(${JSON.stringify(words)}) w
    where instr(upper(model.key || ' ' || model.name_zh || ' ' || model.name_en), upper(w.value)) = 0)`
