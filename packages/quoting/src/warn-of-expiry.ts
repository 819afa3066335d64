import { auditOf, type ChannelDb, type Ctx, commit, once } from '@partline/db'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { noticeOf } from '@partline/notices'
import { BATCH, channelsToWarn, type Due, markWarned, quotesToWarn, stillIssued } from './due-quotes.repo.ts'
import { forEachChannel } from './for-each-channel.ts'

/** A quote is about to expire when at most so many days of its validity are left. */
const DAYS_AHEAD = 3

/**
 * Tells once of each issued quote that is about to expire (X4); run hourly. Of a purchase quote those who decide on it
 * hear, of a user quote whoever drafted it. Quotes issued today are left for tomorrow.
 * @throws AggregateError naming the channels it failed for; the others are done
 */
export function warnOfExpiry(ctx: Ctx): Promise<void> {
  const today = dateOf(ctx.now)
  const span = { today, until: addDays(today, DAYS_AHEAD), issuedBefore: startOfDay(today) }
  const warnSome = async (db: ChannelDb): Promise<number> => {
    const [due] = await db.read(quotesToWarn(db, span))
    if (due.length > 0) await warn(ctx, db, due)
    return due.length
  }
  return forEachChannel(
    ctx,
    (system) => channelsToWarn(system, span),
    async (db) => {
      while (
        (
          await once(
            ctx,
            db,
            () => warnSome(db),
            async () => 0,
          )
        ).record === BATCH
      );
    },
  )
}

async function warn(ctx: Ctx, db: ChannelDb, due: readonly Due[]): Promise<void> {
  const ids = due.map((quote) => quote.id)
  await commit(ctx, db, {
    subject: ids[0] ?? '',
    guards: [stillIssued(db, ids)],
    rows: [markWarned(db, ids, ctx.now)],
    audit: auditOf(ctx, db, { action: 'quote.expiry-told', subject: ids[0] ?? '', detail: { quotes: ids.length } }),
    outbox: due.map(({ id, kind, number, validUntilOn, createdBy }) =>
      noticeOf(ctx, db, {
        kind: 'quoteExpiring',
        to: 'channel',
        params: { quoteKind: kind, number: number ?? '', validUntilOn },
        subject: id,
        only: kind === 'user' ? createdBy : undefined,
      }),
    ),
  })
}
