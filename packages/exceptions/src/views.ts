import { HQ } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { Exception } from './exceptions.repo.ts'
import type { ExceptionView } from './inputs.ts'

export function toExceptionView(row: Exception): z.output<typeof ExceptionView> {
  const { message: _, channelId, firstAt, lastAt, resolvedAt, ...rest } = row
  return {
    ...rest,
    status: resolvedAt === null ? 'open' : 'resolved',
    channelId: channelId === HQ ? null : channelId,
    firstAt: instant(firstAt),
    lastAt: instant(lastAt),
    resolvedAt: resolvedAt === null ? null : instant(resolvedAt),
  }
}
