import type { Ctx } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { channelsOf, putSize } from './sizes.repo.ts'

/** Notes how large each database is today, so that its growth can be told. */
export async function noteSizes(ctx: Ctx): Promise<void> {
  const day = dateOf(ctx.now)
  const stores = ['hq', ...ctx.databases.shardNames]
  const rows = await Promise.all(
    stores.map(async (store) => {
      const system = ctx.databases.system(store)
      const channels = store === 'hq' ? 0 : await channelsOf(system)
      return { store, day, bytes: await system.sizeBytes(), channels }
    }),
  )
  await ctx.hq.writeBatch(rows.map((row) => putSize(ctx.hq, row)))
}
