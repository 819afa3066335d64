import { HQ, type WorkKind } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { Queue } from './queue.repo.ts'
import type { WorkTeam } from './work.repo.ts'
import type { QueueView, WorkKindView } from './work-inputs.ts'

export function toWorkKindView({ kind, names }: WorkKind, teams: readonly WorkTeam[]): z.output<typeof WorkKindView> {
  const team = teams.find((each) => each.kind === kind)
  return {
    kind,
    names,
    team: team ? { id: team.teamId, names: { zh: team.nameZh, en: team.nameEn }, sinceAt: instant(team.fromAt) } : null,
  }
}

export const toQueueView = ({ items, ...rest }: Queue): z.output<typeof QueueView> => ({
  ...rest,
  items: items.map((row) => ({
    ...row,
    channelId: row.channelId === HQ ? null : row.channelId,
    sinceAt: instant(row.sinceAt),
  })),
})
