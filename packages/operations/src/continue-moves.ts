import type { Ctx } from '@partline/db'
import { type MoveRun, moveChannel } from './move-channel.ts'
import { openMoves } from './moves.repo.ts'

/** Takes every move under way as far as it can go now; run each minute. One that fails waits for the next. */
export async function continueMoves(ctx: Ctx): Promise<MoveRun[]> {
  const runs: MoveRun[] = []
  const failures: unknown[] = []
  for (const move of await openMoves(ctx.hq)) {
    try {
      runs.push(await moveChannel(ctx, move))
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} channels could not be moved on`, { cause: failures[0] })
  return runs
}
