import type { Ctx } from '@partline/db'
import { invalidField } from '@partline/kernel'
import type * as z from 'zod'
import { type Channel, getChannel, gradeExists, updateChannel } from './channels.repo.ts'
import type { ChangeChannelInput } from './inputs.ts'
import { channelStatusRefused } from './problems.ts'
import { publishChannel } from './publish-channel.ts'

/** Changes a channel's name, grade, cycle, credit limit or zone (T1). An archived channel stays as it was. */
export async function changeChannel(
  ctx: Ctx,
  id: string,
  input: z.output<typeof ChangeChannelInput>,
): Promise<Channel> {
  const before = await getChannel(ctx, id)
  if (before.status === 'archived') throw channelStatusRefused()
  if (input.grade !== undefined && !(await gradeExists(ctx, input.grade)))
    throw invalidField('/grade', 'unknown_grade', { zh: '没有这个渠道级别', en: 'There is no such grade' })
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const set = { ...given, version: before.version + 1, updatedAt: ctx.now }
  const after: Channel = { ...before, ...set }
  const detail = { fields: Object.keys(given).join(',') }
  return publishChannel(ctx, after, updateChannel(ctx.hq, before, set), 'channel.changed', detail)
}
