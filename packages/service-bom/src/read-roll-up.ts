import type { Ctx } from '@partline/db'
import { type RollUp, rollUp } from './roll-up.ts'
import { readServiceLines } from './service-lines.repo.ts'

/** Cost and weight of the machine of a serial, or of one built to this day, by its service parts (P2). */
export async function readRollUp(ctx: Ctx, modelKey: string, serialKey: string | undefined): Promise<RollUp> {
  const filter = serialKey === undefined ? { current: true } : { serialKey }
  const [rows] = await ctx.hq.read(readServiceLines(ctx, modelKey, filter))
  const parts = new Map(
    rows.flatMap((row) =>
      row.weightG === null ? [] : [[row.partKey, { weightG: row.weightG, costFen: row.costFen }] as const],
    ),
  )
  const lines = rows.map((row) => ({ ...row, serialFromKey: '', serialToKey: '' }))
  return rollUp(lines, parts)
}
