import { createRandom, hashText } from './hash.ts'
import { KINDS, type PartKind } from './part-kinds.ts'
import { wordsOf } from './terms.ts'

/** The made-up business facts of a part; money is in fen, and a core part has a cost but no list prices. */
export type PartFacts = {
  class: 'module' | 'wear' | 'standard' | 'core'
  unit: string
  costFen: number
  weightG: number
  taxRateBps: 1300
  packQuantity: number
  serviceable: boolean
  guideNetFen: number | null
  settlementNetFen: number | null
}

const NOT_SERVICEABLE = 0.02

function kindOf(words: readonly string[]): PartKind {
  const name = ` ${words.join(' ')} `
  return KINDS.find((kind) => kind.test.test(name)) ?? (KINDS.at(-1) as PartKind)
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Log-normal: 95 % of the draws are within the range, and what falls outside is held at its ends. */
function within([low, high]: readonly [number, number], draw: number): number {
  const sigma = Math.log(high / low) / 4
  return Math.min(high, Math.max(low, Math.sqrt(low * high) * Math.exp(sigma * draw)))
}

function unitOf(words: readonly string[], kind: PartKind): string {
  const has = (...any: string[]) => any.some((word) => words.includes(word))
  if (has('METRE')) return '米'
  if (kind.unit) return kind.unit
  if (has('PAIR', 'PR')) return '副'
  if (
    words.slice(1).some((word) => word === 'KIT' || word === 'SET') ||
    words.some((word) => /^(SET\d|SEATKIT|[TCS]\/KIT|[CB]\/SET)/.test(word))
  )
    return '套'
  return kind.class === 'standard' ? '个' : '件'
}

function settlementFactor(kind: PartKind, random: () => number): number {
  const drawn = 1.6 + 0.8 * random()
  if (kind.class === 'module') return drawn
  return kind.class === 'standard' ? 1.08 : 1
}

/**
 * The facts of a part, the same for the same number, name and seed on every machine.
 * @param name the English name; for a superseded part ("USE 500929") give its successor's
 */
export function partFacts(number: string, name: string, seed: number): PartFacts {
  const words = wordsOf(name)
  const kind = kindOf(words)
  const random = createRandom(hashText(`${seed}|${number}`))
  const isSet = words.slice(1).some((word) => word === 'KIT' || word.startsWith('SET'))
  const pieces = isSet ? (kind.setFactor ?? 1) : 1
  const size = normal(random)
  const costFen = Math.max(1, Math.round(within(kind.yuan, size) * pieces * 100))
  const weightG = Math.round(within(kind.grams, 0.8 * size + 0.6 * normal(random)) * pieces)
  const settlement = Math.max(costFen, Math.round(costFen * settlementFactor(kind, random)))
  const guide = Math.max(settlement, Math.round(settlement * (1.35 + 0.25 * random())))
  const isCore = kind.class === 'core'
  return {
    class: kind.class,
    unit: unitOf(words, kind),
    costFen,
    weightG,
    taxRateBps: 1300,
    packQuantity: kind.packs?.[Math.floor(random() * kind.packs.length)] ?? 1,
    serviceable: random() >= NOT_SERVICEABLE,
    guideNetFen: isCore ? null : guide,
    settlementNetFen: isCore ? null : settlement,
  }
}
