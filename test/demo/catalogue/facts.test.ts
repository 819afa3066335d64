import { describe, expect, it } from 'vitest'
import { chooseExcerpt, loadCatalogue } from './excerpt.ts'
import { partFacts } from './facts.ts'

const excerpt = chooseExcerpt(loadCatalogue())
const facts = excerpt.map((row) => partFacts(row.number, row.name, 7))
const costOf = (name: string) => Array.from({ length: 200 }, (_, i) => partFacts(`P${i}`, name, 7).costFen / 100)

describe('partFacts', () => {
  it('gives the same facts for the same part and seed, others for another seed', () => {
    expect(excerpt.map((row) => partFacts(row.number, row.name, 7))).toEqual(facts)
    expect(excerpt.map((row) => partFacts(row.number, row.name, 8))).not.toEqual(facts)
    expect(partFacts('6512', 'BEARING FR WHEEL', 1)).toMatchInlineSnapshot(`
      {
        "class": "standard",
        "costFen": 3500,
        "guideNetFen": 5284,
        "packQuantity": 20,
        "serviceable": true,
        "settlementNetFen": 3780,
        "taxRateBps": 1300,
        "unit": "个",
        "weightG": 105,
      }
    `)
  })

  it('keeps whole fen, and guide >= settlement >= cost', () => {
    for (const { costFen, settlementNetFen, guideNetFen, weightG, packQuantity, taxRateBps, ...rest } of facts) {
      expect([costFen, weightG, packQuantity].every((value) => Number.isSafeInteger(value) && value >= 1)).toBe(true)
      expect(taxRateBps).toBe(1300)
      if (rest.class === 'core') continue
      expect(Number.isSafeInteger(settlementNetFen) && Number.isSafeInteger(guideNetFen)).toBe(true)
      expect(settlementNetFen).toBeGreaterThanOrEqual(costFen)
      expect(guideNetFen).toBeGreaterThanOrEqual(settlementNetFen as number)
    }
  })

  it('prices by class: wear at cost, standard near it, module well above, core not at all', () => {
    for (const { class: kind, costFen, settlementNetFen, guideNetFen } of facts) {
      if (kind === 'core') expect([settlementNetFen, guideNetFen]).toEqual([null, null])
      if (kind === 'wear') expect(settlementNetFen).toBe(costFen)
      if (kind === 'standard') expect(Math.abs((settlementNetFen ?? 0) - costFen * 1.08)).toBeLessThanOrEqual(0.5)
      if (kind !== 'module') continue
      expect((settlementNetFen ?? 0) / costFen).toBeGreaterThan(1.59)
      expect((settlementNetFen ?? 0) / costFen).toBeLessThan(2.41)
    }
  })

  it('classes parts by their words', () => {
    const classOf = (name: string) => partFacts('X', name, 7).class
    expect(['SEAL OUTER SPIT', 'GSKT SET HEAD MGB', 'FAN BELT', 'PAD SET RV8'].map(classOf)).toEqual(
      Array(4).fill('wear'),
    )
    expect(['BOLT FLYWHEEL', 'NUT M6', 'WASHER FIBRE', 'ROLLER BEARING'].map(classOf)).toEqual(
      Array(4).fill('standard'),
    )
    expect(['CSI DIST TR4-4A OPT', 'CW&P 3.9:1 S&M'].map(classOf)).toEqual(['core', 'core'])
    expect(['DOOR RH MGF', 'DIST.CAP 25D4'].map(classOf)).toEqual(['module', 'module'])
  })

  it('costs what such a part may cost', () => {
    const range = (name: string) => [Math.min(...costOf(name)), Math.max(...costOf(name))] as const
    expect(range('WASHER FIBRE')[0]).toBeGreaterThanOrEqual(1)
    expect(range('WASHER FIBRE')[1]).toBeLessThanOrEqual(5)
    expect(range('PISTON SET 1275 +60')[0]).toBeGreaterThanOrEqual(1500)
    expect(range('PISTON SET 1275 +60')[1]).toBeLessThanOrEqual(6000)
    expect(range('ENGINE 1500 LF EX')[0]).toBeGreaterThanOrEqual(30_000)
  })

  it('leaves about 1 % core and about 2 % not serviceable', () => {
    const share = (count: number) => count / facts.length
    expect(share(facts.filter((each) => each.class === 'core').length)).toBeGreaterThan(0.003)
    expect(share(facts.filter((each) => each.class === 'core').length)).toBeLessThan(0.02)
    expect(share(facts.filter((each) => !each.serviceable).length)).toBeGreaterThan(0.01)
    expect(share(facts.filter((each) => !each.serviceable).length)).toBeLessThan(0.03)
  })
})
