import { auditOf, type ControlRow, type Ctx, commit, eventOf, outboxOf, type Statement } from '@partline/db'
import type { Channel } from './channels.repo.ts'

/** The topic on which HQ_DB tells a shard what a channel is now. */
export const CONTROL_TOPIC = 'channel.control'

export type ControlMessage = { channelId: string; shard: string; control: ControlRow }

const controlOf = (row: Channel): ControlMessage => ({
  channelId: row.id,
  shard: row.shard,
  control: {
    status: row.status,
    grade: row.grade,
    cycle: row.cycle,
    creditLimitFen: row.creditLimitFen,
    version: row.version,
  },
})

/** Commits a channel's new state in HQ_DB together with the message that carries it to the shard. */
export async function publishChannel(
  ctx: Ctx,
  after: Channel,
  rows: Statement[],
  action: string,
  detail: Record<string, string | number | null>,
): Promise<Channel> {
  const home = ctx.hq.forChannel(after.id)
  await commit(ctx, ctx.hq, {
    subject: after.id,
    rows,
    audit: auditOf(ctx, ctx.hq, { action, subject: after.id, detail }),
    outbox: [
      outboxOf(ctx, home, CONTROL_TOPIC, controlOf(after)),
      eventOf(ctx, home, 'channel.changed', after.id, 'profile:read'),
    ],
  })
  return after
}
