import type { Actor } from '@partline/kernel'
import type * as z from 'zod'
import type { LookupStatus } from './found-price.ts'
import type { BarePriceView, FullPriceView, GuidePriceView } from './inputs.ts'
import type { BooksInForce, NoPriceReason, PricedPart } from './priced-part.ts'

type Bare = z.output<typeof BarePriceView>
type Guide = z.output<typeof GuidePriceView>
type Full = z.output<typeof FullPriceView>

/** What is shown of one part, before anybody's rights are applied to it. */
export type Shown = {
  status: LookupStatus
  reason: NoPriceReason | undefined
  priced: PricedPart | null
  books: BooksInForce
}

/** What a caller may see of an item: all but prices, the guide price too, or every price (T4). */
type Sight = 'bare' | 'guide' | 'full'

const sightOf = ({ permissions }: Actor): Sight => {
  if (!permissions.has('price.guide:read')) return 'bare'
  return permissions.has('price.settlement:read') ? 'full' : 'guide'
}

const encoder = new TextEncoder()
const OPEN = encoder.encode('{"items":[')
const CLOSE = encoder.encode(']}')
const [BRACE, COMMA] = [0x7d, 0x2c]

const numberText = (requestedNumber: string) => encoder.encode(`{"requestedNumber":${JSON.stringify(requestedNumber)}`)
const piece = (fields: object) => encoder.encode(`,${JSON.stringify(fields).slice(1, -1)}`)

/**
 * An item as UTF-8 JSON without its closing brace, in the order sight adds to it: the number, what everybody sees, the guide
 * price, the settlement price. Kept with the part's own number as the one asked for.
 */
export class ItemBytes {
  readonly #bytes: Uint8Array
  readonly #number: string | null
  readonly #numberEnd: number
  readonly #ends: Record<Sight, number>
  readonly #cuts: Partial<Record<Sight, Uint8Array>> = {}

  constructor(shown: Shown) {
    this.#number = shown.priced?.part.key ?? null
    const number = numberText(this.#number ?? '')
    const [bare, guide, settlement] = [piece(bareOf(shown)), piece(guideOf(shown)), piece(settlementOf(shown))]
    this.#bytes = joined([number, bare, guide, settlement])
    this.#numberEnd = number.length
    const [bareEnd, guideEnd] = [number.length + bare.length, number.length + bare.length + guide.length]
    this.#ends = { bare: bareEnd, guide: guideEnd, full: this.#bytes.length }
  }

  /** What somebody of this sight sees who asked for it by this number, without the closing brace. */
  cut(sight: Sight, requestedNumber: string): Uint8Array {
    const end = this.#ends[sight]
    if (requestedNumber !== this.#number)
      return joined([numberText(requestedNumber), this.#bytes.subarray(this.#numberEnd, end)])
    let cut = this.#cuts[sight]
    if (!cut) {
      cut = this.#bytes.subarray(0, end)
      this.#cuts[sight] = cut
    }
    return cut
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, each) => sum + each.length, 0))
  let at = 0
  for (const each of pieces) {
    all.set(each, at)
    at += each.length
  }
  return all
}

type Answered = { requestedNumber: string; found: { item: ItemBytes } }

/** One item as this caller may see it. */
export function itemAnswer(actor: Actor, { requestedNumber, found }: Answered): Uint8Array<ArrayBuffer> {
  const cut = found.item.cut(sightOf(actor), requestedNumber)
  const answer = new Uint8Array(cut.length + 1)
  answer.set(cut)
  answer[cut.length] = BRACE
  return answer
}

/** Items in their order as this caller may see them. */
export function itemsAnswer(actor: Actor, answered: readonly Answered[]): Uint8Array<ArrayBuffer> {
  const sight = sightOf(actor)
  const cuts: Uint8Array[] = []
  let size = OPEN.length + CLOSE.length - 1
  for (const { requestedNumber, found } of answered) {
    const cut = found.item.cut(sight, requestedNumber)
    cuts.push(cut)
    size += cut.length + 2
  }
  const answer = new Uint8Array(size)
  answer.set(OPEN)
  let at = OPEN.length
  for (const cut of cuts) {
    if (at > OPEN.length) answer[at++] = COMMA
    answer.set(cut, at)
    at += cut.length
    answer[at++] = BRACE
  }
  answer.set(CLOSE, at)
  return answer
}

function bareOf({ status, reason, priced }: Shown): Omit<Bare, 'requestedNumber'> {
  const part = priced?.part
  return {
    partNumber: part?.key ?? null,
    status,
    ...(reason ? { reason } : {}),
    names: part ? { zh: part.nameZh, en: part.nameEn } : null,
    unit: part?.unit ?? null,
    packQuantity: part?.packQuantity ?? null,
    ...(status === 'superseded' && part ? { successor: part.finalKey } : {}),
    orderable: status === 'priced',
  }
}

function guideOf({ status, priced, books }: Shown): Omit<Guide, keyof Bare> {
  const guide = status === 'priced' ? priced?.guide : undefined
  return {
    taxBasis: guide?.taxBasis ?? null,
    taxRateBps: guide?.taxRateBps ?? priced?.part.taxRateBps ?? null,
    guideVersionId: books.guide?.id ?? null,
    guideNetFen: guide?.netFen ?? null,
    guideGrossFen: guide?.grossFen ?? null,
  }
}

function settlementOf({ status, priced, books }: Shown): Omit<Full, keyof Guide> {
  const price = status === 'priced' ? priced?.settlement : undefined
  return {
    settlementVersionId: books.settlement?.id ?? null,
    settlementNetFen: price?.netFen ?? null,
    settlementGrossFen: price?.grossFen ?? null,
    priceExplanation: price?.explanation ?? null,
  }
}
