import type { PartClass } from '@partline/catalog'
import type { Ctx, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { BomLine } from './order-parts.ts'
import type { Action, ServiceLine } from './simplify.ts'

/** What the catalogue knows of a part on a BOM. */
export type BomPart = {
  key: string
  nameZh: string
  nameEn: string
  class: PartClass
  serviceable: number
  costFen: number | null
  weightG: number
  successorKey: string | null
}

export type ModelBom = {
  engineering: BomLine[]
  decisions: Map<string, Action>
  service: ServiceLine[]
}

type OfModel<T> = T & { modelKey: string }

/** The BOMs of some models, with all their parts, in one round trip. */
export async function readModelBoms(ctx: Ctx, keys: readonly string[]) {
  const { hq } = ctx
  const models = JSON.stringify(keys)
  const [engineering, decided, service, parts, state] = await hq.read(
    hq.statement<OfModel<BomLine>>(sql`
      select e.model_key as "modelKey", e.parent_key as "parentKey", e.part_key as "partKey",
        e.quantity_milli as "quantityMilli", e.serial_from as "serialFrom", e.serial_to as "serialTo",
        e.serial_from_key as "serialFromKey", e.serial_to_key as "serialToKey"
      from json_each(${models}) m join engineering_line e on e.model_key = m.value`),
    readDecisions(ctx, models),
    hq.statement<OfModel<ServiceLine>>(sql`
      select s.model_key as "modelKey", s.part_key as "partKey", s.quantity_milli as "quantityMilli",
        s.serial_from as "serialFrom", s.serial_to as "serialTo", s.serial_from_key as "serialFromKey",
        s.serial_to_key as "serialToKey"
      from json_each(${models}) m join service_bom_line s on s.model_key = m.value`),
    hq.statement<BomPart>(sql`
      select p.key, p.name_zh as "nameZh", p.name_en as "nameEn", p.class, p.serviceable, p.cost_fen as "costFen",
        p.weight_g as "weightG", p.successor_key as "successorKey"
      from part p where p.key in (
        select e.part_key from json_each(${models}) m join engineering_line e on e.model_key = m.value
        union select s.part_key from json_each(${models}) m join service_bom_line s on s.model_key = m.value)`),
    hq.statement<{ revision: number }>(sql`select revision from catalogue_state where id = 1`),
  )
  const boms = new Map(
    keys.map((key): [string, ModelBom] => [key, { engineering: [], decisions: new Map(), service: [] }]),
  )
  for (const { modelKey, ...line } of engineering) boms.get(modelKey)?.engineering.push(line)
  for (const { modelKey, partKey, action } of decided) boms.get(modelKey)?.decisions.set(partKey, action)
  for (const { modelKey, ...line } of service) boms.get(modelKey)?.service.push(line)
  const known = new Map(parts.map((part) => [part.key, part]))
  return { boms, parts: known, catalogueRevision: state[0]?.revision ?? 0 }
}

type Decided = { modelKey: string; partKey: string; action: Action; seq: number }

/** The decision on each part that counts now, taken back ones included. */
export const readDecisions = (ctx: Ctx, models: string): Statement<Decided> =>
  ctx.hq.statement(sql`
    select s.model_key as "modelKey", s.part_key as "partKey", s.action, max(s.seq) as seq
    from json_each(${models}) m join simplification s on s.model_key = m.value group by s.model_key, s.part_key`)
