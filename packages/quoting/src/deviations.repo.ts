import { type Ctx, fanOut, type PageRequest, pageOf, planPage, type Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'
import type { QuoteRow } from './quotes.repo.ts'

export type DeviationRow = Pick<QuoteRow, 'channelId' | 'status' | 'validUntilOn' | 'createdBy' | 'taxBasis'> & {
  quoteId: string
  number: string
  issuedAt: number
  place: string
  n: number
  partNumber: string
  nameZh: string
  nameEn: string
  quantity: number
  listPriceFen: number
  unitNetFen: number
  unitGrossFen: number
  bps: number
  reason: string
}

const SORTS = {
  issuedAt: { key: 'issuedAt', column: sql`q.issued_at` },
  bps: { key: 'bps', column: sql`l.deviation_bps` },
}
const PLACE = { key: 'place', column: sql`l.quote_id || printf('/%04d', l.n)` }

const COLUMNS = sql`q.channel_id as "channelId", q.id as "quoteId", q.number, q.status, q.valid_until_on as "validUntilOn",
  q.issued_at as "issuedAt", q.created_by as "createdBy", q.tax_basis as "taxBasis", ${PLACE.column} as place, l.n,
  l.part_number as "partNumber", l.name_zh as "nameZh", l.name_en as "nameEn", l.quantity,
  l.list_price_fen as "listPriceFen", l.unit_net_fen as "unitNetFen", l.unit_gross_fen as "unitGrossFen",
  l.deviation_bps as bps, l.deviation_reason as reason`

/** Lines of issued user quotes that deviate from the market guide price: of the named channel, or for HQ of all. */
export async function pageOfDeviations(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, PLACE, '-issuedAt')
  const query = (channel: SQL): SQL => sql`select ${COLUMNS} from quote_line l
    join quote q on q.channel_id = l.channel_id and q.id = l.quote_id
    where l.list_price_fen is not null and q.number is not null and ${channel} and ${plan.where ?? sql`true`}
    order by ${plan.orderBy} limit ${plan.limit}`
  const { channel } = ctx
  const rows = channel
    ? (await channel.read(channel.statement<DeviationRow>(query(sql`l.channel_id = ${channel.channelId}`))))[0]
    : await fanOut<DeviationRow>(ctx, (scope): Statement<DeviationRow> => scope.statement(query(sql`true`)))
  return pageOf(rows, plan, request, '-issuedAt')
}
