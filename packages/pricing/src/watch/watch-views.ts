import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { HoneyPart } from './honey-parts.repo.ts'
import type { LookupAlert } from './lookup-alerts.repo.ts'
import type { pageOfUsage } from './lookup-days.repo.ts'
import type { HoneyPartView, LookupAlertView, LookupUsagePageView } from './watch-inputs.ts'

const orNull = (text: string) => (text === '' ? null : text)
const channelOf = (channelId: string) => (channelId === 'hq' ? null : channelId)

export function toLookupAlertView(row: LookupAlert): z.output<typeof LookupAlertView> {
  return {
    ...row,
    channelId: channelOf(row.channelId),
    actorId: orNull(row.actorId),
    role: orNull(row.role),
    at: instant(row.at),
    detail: JSON.parse(row.detail) as Record<string, string | number>,
    acknowledgedAt: row.acknowledgedAt === null ? null : instant(row.acknowledgedAt),
  }
}

export function toLookupUsageView(
  row: Awaited<ReturnType<typeof pageOfUsage>>['items'][number],
): z.output<typeof LookupUsagePageView>['items'][number] {
  const { id: _, channelId, actorId, parts, ...rest } = row
  return { ...rest, channelId: channelOf(channelId), actorId: orNull(actorId), distinctParts: parts }
}

export const toHoneyPartView = (row: HoneyPart): z.output<typeof HoneyPartView> => ({
  ...row,
  createdAt: instant(row.createdAt),
})
