import type { Ctx } from '@partline/db'
import { liveStandings } from './standing.ts'
import { standingsOf } from './standings.repo.ts'

/** Where a person belongs and is let in. */
export async function placesOf(ctx: Ctx, personId: string) {
  const system = ctx.databases.system('hq')
  const [rows] = await system.read(standingsOf(system, [personId]))
  return liveStandings(rows)
}
