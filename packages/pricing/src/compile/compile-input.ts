import type { Policy } from '../policy/policy.ts'

export type TaxBasis = 'net' | 'gross'

/**
 * A part as the compiler reads it. The cost is without tax, prices are in the tax basis of their book, all in fen.
 * `manual`: set by hand, and stays (P9). `stays`: the guide price that nothing will change.
 */
export type PartInput = {
  key: string
  class: 'module' | 'wear' | 'standard'
  family: string
  costFen: number | null
  taxRateBps: number
  /** Of the version before; null for a new part. */
  beforeFen: number | null
  guideBeforeFen: number | null
  manualFen: number | null
  guideManualFen: number | null
}

/** A model with its dealer price without tax, in fen. */
export type ModelInput = { key: string; productLine: string; dealerFen: number }

/** A line of a service BOM: part, model, quantity in thousandths. */
export type LineInput = [part: string, model: string, quantityMilli: number]

/** Price of the part without tax = ratio × price of the other, in millionths; the tolerance in basis points. */
export type PairInput = [part: string, other: string, ratioPpm: number, toleranceBps: number]

/** A part and a product line one of whose active models it serves, built to this day or not. */
export type ServesInput = [part: string, productLine: string]

/** The tax basis of each book to be; whether the guide prices in force will stay beside what is compiled. */
export type BooksInput = { settlement: TaxBasis; guide: TaxBasis; guideStays: boolean }

/** Everything a compilation is made of, as it was when it was gathered. */
export type CompileInput = {
  policy: Policy
  books: BooksInput
  parts: readonly PartInput[]
  models: readonly ModelInput[]
  lines: readonly LineInput[]
  serves: readonly ServesInput[]
  pairs: readonly PairInput[]
}

/** What a what-if pretends: other costs, other dealer prices, other factors, a model that is not there yet. */
export type CompileChanges = {
  costs?: readonly { partNumber: string; costFen: number }[]
  dealerPrices?: readonly { model: string; dealerPriceNetFen: number }[]
  factors?: readonly { productLine: string; factorBps: number }[]
  models?: readonly {
    model: string
    productLine: string
    dealerPriceNetFen: number
    lines: readonly { partNumber: string; quantity: number }[]
  }[]
}

/** The input with a what-if's changes. Parts a new model names and nobody knows are left out. */
export function withChanges(input: CompileInput, changes: CompileChanges): CompileInput {
  const costs = new Map(changes.costs?.map((each) => [each.partNumber, each.costFen]))
  const prices = new Map(changes.dealerPrices?.map((each) => [each.model, each.dealerPriceNetFen]))
  const added = changes.models ?? []
  const replaced = new Set(added.map((each) => each.model))
  const kept = <T>(list: readonly T[], modelOf: (each: T) => string) =>
    list.filter((each) => !replaced.has(modelOf(each)))
  return {
    ...input,
    policy: withFactors(input.policy, changes.factors ?? []),
    parts: input.parts.map((part) => ({ ...part, costFen: costs.get(part.key) ?? part.costFen })),
    models: [
      ...kept(input.models, (each) => each.key).map((model) => ({
        ...model,
        dealerFen: prices.get(model.key) ?? model.dealerFen,
      })),
      ...added.map(({ model, productLine, dealerPriceNetFen }) => ({
        key: model,
        productLine,
        dealerFen: dealerPriceNetFen,
      })),
    ],
    serves: [
      ...input.serves,
      ...added.flatMap(({ productLine, lines }) =>
        lines.map(({ partNumber }): ServesInput => [partNumber, productLine]),
      ),
    ],
    lines: [
      ...kept(input.lines, (each) => each[1]),
      ...added.flatMap(({ model, lines }) =>
        lines.map(({ partNumber, quantity }): LineInput => [partNumber, model, Math.round(quantity * 1000)]),
      ),
    ],
  }
}

function withFactors(policy: Policy, factors: NonNullable<CompileChanges['factors']>): Policy {
  const other = policy.lines.find((line) => line.productLine === '')
  const named = new Set(policy.lines.map((line) => line.productLine))
  const factorOf = new Map(factors.map((each) => [each.productLine, each.factorBps]))
  const unnamed = factors.filter((each) => !named.has(each.productLine))
  return {
    ...policy,
    lines: [
      ...policy.lines.map((line) => ({ ...line, factorBps: factorOf.get(line.productLine) ?? line.factorBps })),
      ...(other ? unnamed.map((each) => ({ ...other, ...each })) : []),
    ],
  }
}
