import type { TaxBasis } from './compile-input.ts'

/** No sum or ratio is told above this. */
export const MOST_SUM = 9_000_000_000_000_000

const factorOf = (basis: TaxBasis, rateBps: number) => (basis === 'gross' ? (10_000 + rateBps) / 10_000 : 1)

/** An amount of one tax basis in another, not rounded; the rate in basis points. */
export const taxed = (fen: number, rateBps: number, from: TaxBasis, to: TaxBasis): number =>
  from === to ? fen : (fen * factorOf(to, rateBps)) / factorOf(from, rateBps)
