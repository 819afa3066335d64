import { type SQL, sql } from 'drizzle-orm'

/** The price of entry `e` of version `v` without tax, rounded half up to the fen. */
export const NET_FEN: SQL = sql`iif(v.tax_basis = 'net', e.price_fen,
  (e.price_fen * 20000 + 10000 + e.tax_rate_bps) / (2 * (10000 + e.tax_rate_bps)))`
