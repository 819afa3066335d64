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
  facts: PartFacts
}

/** What `start` sends: the real clock, the generator's seed, and the catalogue excerpt. */
export type SeedRequest = { now: number; seed: number; parts: DemoPart[] }
