import type { Ctx } from '@partline/db'
import { invalidField } from '@partline/kernel'
import type * as z from 'zod'
import { type Channel, channelsPerShard, gradeExists, insertChannel } from './channels.repo.ts'
import type { CreateChannelInput } from './inputs.ts'
import { publishChannel } from './publish-channel.ts'

/** Opens a channel on the emptiest shard (T1). It is `provisioning` until its shard has taken it in. */
export async function createChannel(ctx: Ctx, input: z.output<typeof CreateChannelInput>): Promise<Channel> {
  if (!(await gradeExists(ctx, input.grade)))
    throw invalidField('/grade', 'unknown_grade', { zh: '没有这个渠道级别', en: 'There is no such grade' })
  const row: Channel = {
    id: ctx.ids.next('chn'),
    name: input.name,
    shard: await chooseShard(ctx, input.shard),
    status: 'active',
    grade: input.grade,
    cycle: input.cycle,
    creditLimitFen: input.creditLimitFen,
    zone: input.zone,
    distinctPartsPerDay: input.distinctPartsPerDay,
    version: 1,
    appliedVersion: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  return publishChannel(ctx, row, [insertChannel(ctx.hq, row)], 'channel.created', {
    grade: row.grade,
    cycle: row.cycle,
  })
}

async function chooseShard(ctx: Ctx, wanted: string | undefined): Promise<string> {
  const names = ctx.databases.shardNames
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted
    throw invalidField('/shard', 'unknown_shard', { zh: '没有这个分片', en: 'There is no such shard' })
  }
  const held = await channelsPerShard(ctx)
  return names.toSorted((a, b) => (held.get(a) ?? 0) - (held.get(b) ?? 0))[0] ?? '1'
}
