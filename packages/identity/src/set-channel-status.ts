import type { Ctx } from '@partline/db'
import { type Channel, getChannel, updateChannel } from './channels.repo.ts'
import { balanceNotZero, channelStatusRefused, channelTakingEffect } from './problems.ts'
import { publishChannel } from './publish-channel.ts'

type Change = 'suspend' | 'resume' | 'archive'

const FROM: Record<Change, Channel['status'][]> = {
  suspend: ['active'],
  resume: ['suspended'],
  archive: ['suspended'],
}
const TO: Record<Change, Channel['status']> = { suspend: 'suspended', resume: 'active', archive: 'archived' }

/**
 * Suspends, resumes or archives a channel (T1). A suspended one keeps its profile and statements; archiving needs a
 * channel that its shard already knows as suspended, with nothing owed either way (`isBalanced`), and cannot be undone.
 */
export async function setChannelStatus(
  ctx: Ctx,
  id: string,
  change: Change,
  reason: string,
  isBalanced: (ctx: Ctx, channel: Channel) => Promise<boolean>,
): Promise<Channel> {
  const before = await getChannel(ctx, id)
  if (!FROM[change].includes(before.status)) throw channelStatusRefused()
  if (change === 'archive') {
    if (before.appliedVersion < before.version) throw channelTakingEffect()
    if (!(await isBalanced(ctx, before))) throw balanceNotZero()
  }
  const set = { status: TO[change], version: before.version + 1, updatedAt: ctx.now }
  return publishChannel(ctx, { ...before, ...set }, updateChannel(ctx.hq, before, set), `channel.${change}`, { reason })
}
