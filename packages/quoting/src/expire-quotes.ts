import { auditOf, type ChannelDb, type Ctx, commit, once } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { BATCH, channelsPastValidity, markExpired, quotesPastValidity, stillIssued } from './due-quotes.repo.ts'
import { forEachChannel } from './for-each-channel.ts'

/**
 * Writes down which issued quotes are past their last day (Q4), with an audit line each; run hourly. What a quote is shown
 * as does not wait for it. Ordered, accepted, declined and superseded quotes are never touched.
 * @throws AggregateError naming the channels it failed for; the others are done
 */
export const expireQuotes = (ctx: Ctx): Promise<void> =>
  forEachChannel(
    ctx,
    (system) => channelsPastValidity(system, dateOf(ctx.now)),
    async (db) => {
      while (
        (
          await once(
            ctx,
            db,
            () => expireSome(ctx, db),
            async () => 0,
          )
        ).record === BATCH
      );
    },
  )

async function expireSome(ctx: Ctx, db: ChannelDb): Promise<number> {
  const [due] = await db.read(quotesPastValidity(db, dateOf(ctx.now)))
  if (due.length === 0) return 0
  const ids = due.map((quote) => quote.id)
  await commit(ctx, db, {
    subject: ids[0] ?? '',
    guards: [stillIssued(db, ids)],
    rows: [markExpired(db, ids, ctx.now)],
    audit: due.map(({ id, kind, validUntilOn }) =>
      auditOf(ctx, db, { action: 'quote.expired', subject: id, detail: { kind, validUntilOn } }),
    ),
  })
  return due.length
}
