/** The made-up business facts of a part (test/demo/catalogue/facts.ts); money in fen. */
type PartFacts = {
  class: string
  unit: string
  costFen: number
  weightG: number
  taxRateBps: number
  packQuantity: number
  serviceable: boolean
  guideNetFen: number | null
  settlementNetFen: number | null
}

export type DemoPart = {
  number: string
  nameZh: string
  nameEn: string
  supersededBy?: string
  family: string
  listed: boolean
  facts: PartFacts
}

/** The demonstration's cars (test/demo/models/make-models.ts); `share` of what its parts cost is a car's dealer price. */
export type DemoModel = {
  car: { code: string; line: string; zh: string; en: string }
  share: number
  assemblies: readonly { number: string; nameZh: string; nameEn: string }[]
  lines: readonly { parent: string; number: string; quantity: number; serialFrom: string; serialTo: string }[]
}

export type DemoCars = {
  lines: readonly { code: string; zh: string; en: string }[]
  models: readonly DemoModel[]
  simplifications: readonly { code: string; number: string; action: string; reason: string }[]
}

/** What `start` sends: the real clock, the generator's seed, the catalogue excerpt, and cars built of it. */
export type SeedRequest = { now: number; seed: number; parts: DemoPart[]; cars: DemoCars }
