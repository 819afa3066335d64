import type { Fen } from '@partline/kernel'
import { type AccountId, type Currency, currencyOf } from './chart.ts'

/** One leg: a debit or a credit of a positive amount. */
export type Leg = { accountId: AccountId; side: 'debit' | 'credit'; amountFen: Fen }

/** What a business event posts. `kind` and `source` together happen once for ever (requirement C4, L1). */
export type EntryDraft = {
  id: string
  kind: 'shipment' | 'payment' | 'reversal' | 'rebate'
  source: string
  legs: readonly Leg[]
  note: string
  reverses?: string
}

/** What takes an entry back: `reverses` names it, `source` is the business record that asks for it. */
export type ReversalDraft = { id: string; reverses: string; source: string; note: string }

/** Drops empty legs and checks that every currency sums to zero. @throws Error for an entry that cannot be right. */
export function balancedLegs(draft: EntryDraft): Leg[] {
  const legs = draft.legs.filter((leg) => leg.amountFen !== 0)
  const sums = new Map<Currency, number>()
  for (const leg of legs) {
    if (!Number.isSafeInteger(leg.amountFen) || leg.amountFen < 0) throw new Error(`entry ${draft.source}: bad amount`)
    const currency = currencyOf(leg.accountId)
    sums.set(currency, (sums.get(currency) ?? 0) + (leg.side === 'debit' ? leg.amountFen : -leg.amountFen))
  }
  if (legs.length < 2) throw new Error(`entry ${draft.source}: fewer than two legs`)
  for (const [currency, sum] of sums)
    if (sum !== 0) throw new Error(`entry ${draft.source}: ${currency} is off by ${sum}`)
  return legs
}
