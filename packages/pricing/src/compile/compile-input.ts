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
  /** Lines one of whose active models it serves, built to this day or not. */
  productLines: readonly string[]
}

/** A model with its dealer price without tax, in fen. */
export type ModelInput = { key: string; productLine: string; dealerFen: number }

/** A line of a service BOM: part, model, quantity in thousandths. */
export type LineInput = [part: string, model: string, quantityMilli: number]

/** Lines by the index of their part and model among the parts and models of the input: there may be 200,000 of them. */
export type Lines = { part: Int32Array; model: Int32Array; quantityMilli: Float64Array }

/** Price of the part without tax = ratio × price of the other, in millionths; the tolerance in basis points. */
export type PairInput = [part: string, other: string, ratioPpm: number, toleranceBps: number]

/** The tax basis of each book to be; whether the guide prices in force will stay beside what is compiled. */
export type BooksInput = { settlement: TaxBasis; guide: TaxBasis; guideStays: boolean }

/** Everything a compilation is made of, as it was when it was gathered. */
export type CompileInput = {
  policy: Policy
  books: BooksInput
  parts: readonly PartInput[]
  models: readonly ModelInput[]
  lines: Lines
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

/** Lines as they are written down, those of parts or models that are not in the input left out. */
export class LineList {
  readonly #partAt: ReadonlyMap<string, number>
  readonly #modelAt: ReadonlyMap<string, number>
  readonly #part: number[] = []
  readonly #model: number[] = []
  readonly #quantityMilli: number[] = []

  constructor(parts: readonly PartInput[], models: readonly ModelInput[]) {
    this.#partAt = new Map(parts.map(({ key }, i) => [key, i]))
    this.#modelAt = new Map(models.map(({ key }, m) => [key, m]))
  }

  add([part, model, quantityMilli]: LineInput): void {
    const [i, m] = [this.#partAt.get(part), this.#modelAt.get(model)]
    if (i !== undefined && m !== undefined) this.put(i, m, quantityMilli)
  }

  put(part: number, model: number, quantityMilli: number): void {
    this.#part.push(part)
    this.#model.push(model)
    this.#quantityMilli.push(quantityMilli)
  }

  done(): Lines {
    return {
      part: Int32Array.from(this.#part),
      model: Int32Array.from(this.#model),
      quantityMilli: Float64Array.from(this.#quantityMilli),
    }
  }
}

/** The input with a what-if's changes. Parts a new model names and nobody knows are left out. */
export function withChanges(input: CompileInput, changes: CompileChanges): CompileInput {
  const costs = new Map(changes.costs?.map((each) => [each.partNumber, each.costFen]))
  const prices = new Map(changes.dealerPrices?.map((each) => [each.model, each.dealerPriceNetFen]))
  const added = changes.models ?? []
  const replaced = new Set(added.map((each) => each.model))
  const served = new Map<string, string[]>()
  for (const { productLine, lines } of added)
    for (const { partNumber } of lines) served.set(partNumber, [...(served.get(partNumber) ?? []), productLine])
  const changed = (part: PartInput): PartInput => ({
    ...part,
    costFen: costs.get(part.key) ?? part.costFen,
    productLines: [...part.productLines, ...(served.get(part.key) ?? [])],
  })
  const parts = input.parts.map((part) => (costs.has(part.key) || served.has(part.key) ? changed(part) : part))
  const models = [
    ...input.models
      .filter(({ key }) => !replaced.has(key))
      .map((model) => ({ ...model, dealerFen: prices.get(model.key) ?? model.dealerFen })),
    ...added.map(({ model: key, productLine, dealerPriceNetFen: dealerFen }) => ({ key, productLine, dealerFen })),
  ]
  const policy = withFactors(input.policy, changes.factors ?? [])
  return { ...input, policy, parts, models, lines: linesWith(input, parts, models, added) }
}

type Added = NonNullable<CompileChanges['models']>

function linesWith({ lines, models: before }: CompileInput, parts: PartInput[], models: ModelInput[], added: Added) {
  if (added.length === 0) return lines
  const list = new LineList(parts, models)
  const nowAt = new Map(models.slice(0, models.length - added.length).map(({ key }, m) => [key, m]))
  const now = before.map(({ key }) => nowAt.get(key))
  lines.part.forEach((part, k) => {
    const model = now[lines.model[k] as number]
    if (model !== undefined) list.put(part, model, lines.quantityMilli[k] as number)
  })
  for (const { model, lines: own } of added)
    for (const { partNumber, quantity } of own) list.add([partNumber, model, Math.round(quantity * 1000)])
  return list.done()
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
