import type { Ctx } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { Letterhead } from './quote-page.ts'

/** The brand's name, from the deployment's fact `brand`, and the channel's. */
export async function readLetterhead(ctx: Ctx, channelId: string): Promise<Letterhead> {
  const row = await ctx.hq.first(
    ctx.hq.statement<{ brand: string | null; channel: string }>(sql`
      select c.name as channel, (select d.value from deployment d where d.key = 'brand') as brand
      from channel c where c.id = ${channelId}`),
  )
  return { brand: row?.brand ?? '总部', channel: row?.channel ?? '' }
}
