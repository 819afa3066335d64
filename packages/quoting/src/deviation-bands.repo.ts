import type { HqDb, RowOf, Statement } from '@partline/db'
import { eq, sql } from 'drizzle-orm'
import { type Band, NO_BAND } from './deviation.ts'
import { deviationBand } from './tables.ts'

export type BandRow = RowOf<typeof deviationBand>

export const bandRow = (hq: HqDb): Statement<BandRow> => hq.select(deviationBand)

export async function readBand(hq: HqDb): Promise<BandRow | undefined> {
  return hq.first(bandRow(hq))
}

export const bandOf = (row: BandRow | undefined): Band => row ?? NO_BAND

/** Puts the band in place of the one that was read, if that is still the one there. */
export function putBand(hq: HqDb, before: BandRow | undefined, after: BandRow) {
  const same = before
    ? sql`exists (select 1 from deviation_band where version = ${before.version})`
    : sql`not exists (select 1 from deviation_band)`
  const row = before ? hq.update(deviationBand, after, eq(deviationBand.id, 1)) : hq.insert(deviationBand, after)
  return { guards: [hq.guard('band-unchanged', same)], rows: [row] }
}
