import type { Ctx } from '@partline/db'
import { teamMerged } from './problems.ts'
import { getTeam, type TeamRecord } from './teams.repo.ts'

/** @throws not-found, team-merged */
export async function activeTeam(ctx: Ctx, id: string): Promise<TeamRecord> {
  const record = await getTeam(ctx, id)
  if (record.team.status === 'merged') throw teamMerged()
  return record
}
