import { readPair } from './case-pairs.ts'
import type { PartToPrice, PriceProblem } from './price-problem.ts'

/** A price case of the oracle: prices in yuan, shares as fractions. What is expected of it is never looked at. */
export type PriceCase = {
  params: CaseParams
  products: { id: string; dealerPrice: number; factor?: number }[]
  parts: CasePart[]
  bom: { product: string; part: string; qty: number }[]
  similar?: unknown[]
}

type CaseParams = {
  factor?: number
  maxChange?: number | null
  wearMargin?: number
  standardMargin?: number
  protectedInSum?: boolean
}

type CasePart = {
  id: string
  class: string
  cost: number
  lastPrice?: number | null
  target?: number | null
  maxChange?: number | null
}

const CLASSES = ['wear', 'standard', 'protected', 'core', 'functional', 'module']

/** A case from parsed JSON. @throws Error that says what is wrong with it */
export function readPriceCase(json: unknown): PriceCase {
  const given = record(json, 'a price case')
  const params = record(given.params ?? {}, 'params')
  for (const name of ['factor', 'maxChange', 'wearMargin', 'standardMargin'])
    amount(params[name] ?? 0, `params.${name}`)
  const products = list(given.products, 'products').map((each, k) => {
    const product = named(each, `products[${k}]`)
    amount(product.dealerPrice, `dealerPrice of ${product.id}`)
    amount(product.factor ?? 0, `factor of ${product.id}`)
    return product as PriceCase['products'][number]
  })
  const parts = list(given.parts, 'parts').map((each, k) => readPart(named(each, `parts[${k}]`)))
  const bom = list(given.bom, 'bom').map((each, k) => {
    const line = record(each, `bom[${k}]`)
    amount(line.qty, `qty of bom[${k}]`)
    return line as PriceCase['bom'][number]
  })
  once(products, 'products')
  once(parts, 'parts')
  return { params, products, parts, bom, similar: list(given.similar ?? [], 'similar') }
}

function readPart(part: { id: string; [name: string]: unknown }): CasePart {
  if (!CLASSES.includes(part.class as string))
    throw new Error(`part ${part.id} has class ${JSON.stringify(part.class)}`)
  amount(part.cost, `cost of ${part.id}`)
  for (const name of ['lastPrice', 'target', 'maxChange']) amount(part[name] ?? 0, `${name} of ${part.id}`)
  return part as unknown as CasePart
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(`${what} must be an object`)
}

function list(value: unknown, what: string): unknown[] {
  if (Array.isArray(value)) return value
  throw new Error(`${what} must be a list`)
}

function named(value: unknown, what: string): { id: string; [name: string]: unknown } {
  const found = record(value, what)
  if (typeof found.id === 'string') return { ...found, id: found.id }
  throw new Error(`${what} must have an id of text`)
}

function amount(value: unknown, what: string): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return
  throw new Error(`${what} must be a number of at least 0, not ${JSON.stringify(value)}`)
}

function once(all: readonly { id: string }[], what: string): void {
  const seen = new Set<string>()
  for (const { id } of all) {
    if (seen.has(id)) throw new Error(`${what} name ${id} twice`)
    seen.add(id)
  }
}

const isCore = (part: CasePart) => part.class === 'protected' || part.class === 'core'

/** The problem a case states, in its unit. Core (protected) parts have no price; counted in the sum they stand at cost. */
export function problemOfCase({ params, products, parts: all, bom, similar }: PriceCase): PriceProblem {
  const parts = all.filter((part) => !isCore(part) || params.protectedInSum === true)
  const partAt = new Map(parts.map(({ id }, i) => [id, i]))
  const known = new Set(all.map(({ id }) => id))
  const modelAt = new Map(products.map(({ id }, i) => [id, i]))
  for (const { part } of bom) if (!known.has(part)) placed(partAt, part)
  const lines = bom.filter(({ part }) => partAt.has(part))
  const pairs = (similar ?? []).map((pair) => readPair(pair, params))
  for (const { part, other } of pairs) for (const id of [part, other]) if (!known.has(id)) placed(partAt, id)
  return {
    models: products.map(({ id, dealerPrice, factor }) => ({
      id,
      required: (factor ?? params.factor ?? 2) * dealerPrice,
    })),
    parts: parts.map((part) => partOfCase(part, params)),
    lines: {
      model: lines.map(({ product }) => placed(modelAt, product)),
      part: lines.map(({ part }) => placed(partAt, part)),
      quantity: lines.map(({ qty }) => qty),
    },
    pairs: pairs
      .filter(({ part, other }) => partAt.has(part) && partAt.has(other))
      .map(({ part, other, ...band }) => ({ part: placed(partAt, part), other: placed(partAt, other), ...band })),
  }
}

function partOfCase(part: CasePart, params: CaseParams): PartToPrice {
  return {
    id: part.id,
    fixed: fixedOf(part, params),
    target: part.target ?? part.lastPrice ?? part.cost,
    floor: part.cost,
    last: part.lastPrice ?? null,
    corridor: part.maxChange ?? params.maxChange ?? Number.POSITIVE_INFINITY,
    ceiling: Number.POSITIVE_INFINITY,
  }
}

function fixedOf(part: CasePart, { wearMargin, standardMargin }: CaseParams): number | null {
  if (isCore(part)) return part.cost
  if (part.class === 'wear') return part.cost * (1 + (wearMargin ?? 0))
  return part.class === 'standard' ? part.cost * (1 + (standardMargin ?? wearMargin ?? 0)) : null
}

function placed(places: ReadonlyMap<string, number>, id: string): number {
  const place = places.get(id)
  if (place === undefined) throw new Error(`the case names ${id}, which it does not define`)
  return place
}
