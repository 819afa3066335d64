import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { ChannelMoveView } from './inputs.ts'
import type { Move } from './moves.repo.ts'

const OPEN: readonly Move['phase'][] = ['removing', 'done', 'abandoned']

export function toMoveView(row: Move): z.output<typeof ChannelMoveView> {
  const { requestedBy: _, ...rest } = row
  return {
    ...rest,
    frozen: !OPEN.includes(row.phase),
    requestedAt: instant(row.requestedAt),
    flippedAt: row.flippedAt === null ? null : instant(row.flippedAt),
    updatedAt: instant(row.updatedAt),
    finishedAt: row.finishedAt === null ? null : instant(row.finishedAt),
  }
}
