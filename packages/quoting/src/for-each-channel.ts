import { type ChannelDb, type Ctx, messageOf, type Statement } from '@partline/db'

type System = ReturnType<Ctx['databases']['system']>

/** Works channel by channel through every shard; one that fails stops no other. @throws AggregateError at the end */
export async function forEachChannel(
  ctx: Ctx,
  due: (system: System) => Statement<{ channelId: string }>,
  work: (db: ChannelDb) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  for (const shard of ctx.databases.shardNames) {
    const system = ctx.databases.system(shard)
    const [channels] = await system.read(due(system))
    for (const { channelId } of channels)
      await work(ctx.databases.channel(shard, channelId)).catch((error: unknown) => {
        failures.push(new Error(`quotes of ${channelId}: ${messageOf(error)}`, { cause: error }))
      })
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `the quotes of ${failures.length} channels could not be kept`, {
      cause: failures[0],
    })
}
