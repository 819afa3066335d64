/** Real money and virtual (rebate) money (§8.6.2). */
export type Currency = 'CNY' | 'RBT'

export type ChartLine = { id: string; currency: Currency; normal: 1 | -1; floorFen: number | null }

/**
 * The accounts every channel has from its first day (L1), named as hledger prints them. `receivable` is what the channel
 * owes HQ; `wallet` is the rebate credit it holds and may not go below zero.
 */
export const CHART = [
  { id: 'assets:bank', currency: 'CNY', normal: 1, floorFen: null },
  { id: 'assets:receivable', currency: 'CNY', normal: 1, floorFen: null },
  { id: 'assets:freight-advanced', currency: 'CNY', normal: 1, floorFen: null },
  { id: 'liabilities:output-tax', currency: 'CNY', normal: -1, floorFen: null },
  { id: 'revenues:parts', currency: 'CNY', normal: -1, floorFen: null },
  { id: 'revenues:freight', currency: 'CNY', normal: -1, floorFen: null },
  { id: 'assets:wallet', currency: 'RBT', normal: 1, floorFen: 0 },
  { id: 'expenses:rebate', currency: 'RBT', normal: -1, floorFen: null },
] as const satisfies readonly ChartLine[]

export type AccountId = (typeof CHART)[number]['id']

/** The account whose balance a statement shows, per currency. */
export const STATEMENT_ACCOUNT = { CNY: 'assets:receivable', RBT: 'assets:wallet' } as const satisfies Record<
  Currency,
  AccountId
>

/** The currency of an account. */
export function currencyOf(id: AccountId): Currency {
  const line = CHART.find((each) => each.id === id)
  if (!line) throw new Error(`no account ${id}`)
  return line.currency
}
