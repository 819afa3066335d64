import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { eq, sql } from 'drizzle-orm'
import { freightTariff } from './tables.ts'

export type FreightTariff = RowOf<typeof freightTariff>

export const freightTariffOf = (hq: HqDb, zone: string): Statement<FreightTariff> =>
  hq.select(freightTariff, eq(freightTariff.zone, zone))

export async function getFreightTariff(ctx: Ctx, zone: string): Promise<FreightTariff> {
  const row = await ctx.hq.first(freightTariffOf(ctx.hq, zone))
  if (!row) throw notFound()
  return row
}

const SORTS = { zone: { key: 'zone', column: freightTariff.zone } }

export async function pageOfFreightTariffs(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'zone', column: freightTariff.zone }, 'zone')
  const [rows] = await ctx.hq.read(ctx.hq.select(freightTariff, plan.where, plan))
  return pageOf(rows, plan, request, 'zone')
}

/** Puts a tariff in place of the one that was read, if that is still the one there. */
export function putFreightTariff(hq: HqDb, before: FreightTariff | undefined, after: FreightTariff) {
  const same = before
    ? sql`exists (select 1 from freight_tariff where zone = ${after.zone} and version = ${before.version})`
    : sql`not exists (select 1 from freight_tariff where zone = ${after.zone})`
  const { zone, ...set } = after
  const row = before ? hq.update(freightTariff, set, eq(freightTariff.zone, zone)) : hq.insert(freightTariff, after)
  return { guards: [hq.guard('tariff-unchanged', same)], rows: [row] }
}
