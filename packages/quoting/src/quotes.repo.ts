import {
  type ChannelDb,
  type Ctx,
  listRows,
  type Page,
  type PageRequest,
  pageOf,
  planPage,
  type RowOf,
  type Statement,
} from '@partline/db'
import { channelControl } from '@partline/db/tables'
import { dateOf, notFound } from '@partline/kernel'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { channelNotActive } from './problems.ts'
import { type QuoteKind, readableKinds } from './quote-rights.ts'
import type { QuoteStatus } from './quote-status.ts'
import { quote, quoteLine } from './tables.ts'

export type QuoteRow = RowOf<typeof quote>
export type Revision = Pick<QuoteRow, 'id' | 'revision' | 'number' | 'status' | 'validUntilOn' | 'issuedAt' | 'version'>
/** A quote with its lines and the other revisions of its chain, the first one first. */
export type Quote = QuoteRow & { lines: RowOf<typeof quoteLine>[]; revisions: Revision[] }

/** A quote the caller may know of. @throws not-found for one of another channel, of a kind she may not see, or none. */
export async function getQuote(ctx: Ctx, id: string): Promise<Quote> {
  const [quotes, lines, revisions] = await ctx.db.read(...quoteStatements(ctx.db, id))
  return visibleQuote(ctx, quotes[0], lines, revisions)
}

/** The same, about to be changed. @throws not-found, channel-not-active */
export async function getQuoteToChange(ctx: Ctx, id: string): Promise<Quote> {
  const { db } = ctx
  const [quotes, lines, revisions, control] = await db.read(...quoteStatements(db, id), db.select(channelControl))
  const found = visibleQuote(ctx, quotes[0], lines, revisions)
  if (control[0]?.status !== 'active') throw channelNotActive()
  return found
}

function quoteStatements(db: ChannelDb, id: string) {
  const ofQuote = db.select(quoteLine, eq(quoteLine.quoteId, id), { orderBy: sql`${quoteLine.n}` })
  return [db.select(quote, eq(quote.id, id)), ofQuote, otherRevisions(db, id)] as const
}

const otherRevisions = (db: ChannelDb, id: string): Statement<Revision> =>
  db.statement(sql`
    select o.id, o.revision, o.number, o.status, o.valid_until_on as "validUntilOn", o.issued_at as "issuedAt", o.version
    from quote q join quote o on o.channel_id = q.channel_id and o.first_id = q.first_id and o.id <> q.id
    where q.channel_id = ${db.channelId} and q.id = ${id} order by o.revision`)

function visibleQuote(
  ctx: Ctx,
  row: QuoteRow | undefined,
  lines: RowOf<typeof quoteLine>[],
  revisions: Revision[],
): Quote {
  if (!row || !readableKinds((permission) => ctx.may(permission)).includes(row.kind)) throw notFound()
  return { ...row, lines, revisions }
}

/** The parts on every quote since then that was ever issued; whatever the channel bought is among them. */
export const quotedSince = (db: ChannelDb, since: number): Statement<{ partNumber: string }> =>
  db.statement(sql`
    select distinct l.part_number as "partNumber"
    from quote q join quote_line l on l.channel_id = q.channel_id and l.quote_id = q.id
    where q.channel_id = ${db.channelId} and q.created_at >= ${since} and q.status <> 'draft'`)

/** @throws channel-not-active unless the channel's shard knows it as active */
export async function requireActiveChannel(db: ChannelDb): Promise<void> {
  const control = await db.first(db.select(channelControl))
  if (control?.status !== 'active') throw channelNotActive()
}

const SORTS = {
  createdAt: { key: 'createdAt', column: quote.createdAt },
  validUntilOn: { key: 'validUntilOn', column: quote.validUntilOn },
}

type QuoteFilter = { kind?: QuoteKind | undefined; status?: QuoteStatus | undefined }

/** Quotes of the kinds the caller may see, newest first; others are not there. */
export async function pageOfQuotes(ctx: Ctx, request: PageRequest, filter: QuoteFilter): Promise<Page<QuoteRow>> {
  const plan = planPage(request, SORTS, { key: 'id', column: quote.id }, '-createdAt')
  const kinds = readableKinds((permission) => ctx.may(permission)).filter((kind) => kind === (filter.kind ?? kind))
  if (kinds.length === 0) return { items: [], nextCursor: null }
  const where = and(inArray(quote.kind, kinds), filter.status && statusIs(filter.status, dateOf(ctx.now)), plan.where)
  const rows = await listRows(ctx, (scope) => scope.select(quote, where, plan))
  return pageOf(rows, plan, request, '-createdAt')
}

function statusIs(status: QuoteStatus, today: string): SQL {
  if (status === 'expired')
    return sql`(${quote.status} = 'expired' or (${quote.status} = 'issued' and ${quote.validUntilOn} < ${today}))`
  if (status === 'issued') return sql`(${quote.status} = 'issued' and ${quote.validUntilOn} >= ${today})`
  return sql`${quote.status} = ${status}`
}

export const insertQuote = (db: ChannelDb, { lines, revisions: _, ...row }: Quote): Statement[] => [
  db.insert(quote, row),
  db.insertAll(quoteLine, withoutChannel(lines)),
]

/** The content of a draft in place of the old one. */
export const replaceContent = (db: ChannelDb, { lines, channelId: _, revisions: __, ...row }: Quote): Statement[] => [
  db.update(quote, row, eq(quote.id, row.id)),
  db.remove(quoteLine, eq(quoteLine.quoteId, row.id)),
  db.insertAll(quoteLine, withoutChannel(lines)),
]

const withoutChannel = (lines: Quote['lines']) => lines.map(({ channelId: _, ...line }) => line)

/** Throws a draft away with its lines. */
export const deleteQuote = (db: ChannelDb, id: string): Statement[] => [
  db.remove(quoteLine, eq(quoteLine.quoteId, id)),
  db.remove(quote, eq(quote.id, id)),
]

/** Holds as long as nobody has begun this revision of the chain. */
export const revisionIsFree = (db: ChannelDb, firstId: string, revision: number): Statement =>
  db.guard(
    'revision-free',
    sql`not exists (select 1 from quote q where q.channel_id = ${db.channelId} and q.first_id = ${firstId}
      and q.revision = ${revision})`,
  )

/** Holds as long as nobody has changed the quote since it was read. */
export const quoteUnchanged = (db: ChannelDb, before: Pick<QuoteRow, 'id' | 'version'>): Statement =>
  db.guard(
    'quote-unchanged',
    sql`exists (select 1 from quote q where q.channel_id = ${db.channelId} and q.id = ${before.id}
      and q.version = ${before.version})`,
  )

export const updateQuote = (db: ChannelDb, id: string, set: Partial<QuoteRow>): Statement =>
  db.update(quote, set, eq(quote.id, id))

/** Makes a draft an issued quote with the given number; answers the number it got. */
export const issueStatement = (db: ChannelDb, before: QuoteRow, number: SQL | string, now: number): Statement =>
  db.statement<{ number: string }>(sql`
    update quote set status = 'issued', number = ${number}, issued_at = ${now}, version = version + 1
    where channel_id = ${db.channelId} and id = ${before.id} returning number`)
