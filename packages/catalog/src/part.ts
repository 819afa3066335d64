/** Module (模块), wear part (易损件), standard part (标准件), IP-protected core part (核心件), which never has a price (P5). */
export const PART_CLASSES = ['module', 'wear', 'standard', 'core'] as const
export type PartClass = (typeof PART_CLASSES)[number]

/** What can be said of a part. Cost in fen, weight in grams, tax rate in basis points, `serviceable` 0 or 1. */
export type PartFields = {
  nameZh: string
  nameEn: string
  unit: string
  class: PartClass
  costFen: number | null
  weightG: number
  taxRateBps: number
  serviceable: number
  packQuantity: number
  successorKey: string | null
  family: string
}

/** What a new part is until told otherwise. */
export const NEW_PART: PartFields = {
  nameZh: '',
  nameEn: '',
  unit: '件',
  class: 'module',
  costFen: null,
  weightG: 0,
  taxRateBps: 1300,
  serviceable: 1,
  packQuantity: 1,
  successorKey: null,
  family: '',
}

export const MAX_NAME = 200
export const MAX_FAMILY = 40
export const MAX_REASON = 500
export const MAX_UNIT = 20
export const MAX_WEIGHT_G = 100_000_000
export const MAX_PACK = 1_000_000

/** A name as it is stored: composed, without outer blanks, inner blanks and line breaks as one space. */
export const tidyName = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** A family as it is stored, one spelling for all: composed, upper case, without outer blanks, inner ones as one. */
export const tidyFamily = (text: string): string => tidyName(text.normalize('NFKC')).toUpperCase()

const FIELDS = Object.keys(NEW_PART) as (keyof PartFields)[]

/** The names of the fields in which two states of a part differ. */
export function changedFields(before: PartFields, after: PartFields): (keyof PartFields)[] {
  return FIELDS.filter((field) => before[field] !== after[field])
}
