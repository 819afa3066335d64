import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chooseExcerpt, loadCatalogue } from './excerpt.ts'
import { listUntranslated, translateName } from './translate.ts'

const excerpt = chooseExcerpt(loadCatalogue())

describe('translateName', () => {
  it.each([
    ['BEARING FR WHEEL', '前轮轴承'],
    ['LENS AMBER L627', '琥珀色灯罩 L627'],
    ['USE 500929', '改用 500929'],
    ['Use TGK125', '改用 TGK125'],
    ['S/C TGK104', '旧件押金 TGK104'],
    ['BRACKET BUMP RR LH', '左后保险杠支架'],
    ['SEAL KIT MGC W/CYL', '制动轮缸皮碗修理包 MGC'],
    ['SEAL BOOTLID', '行李箱盖密封条'],
    ['BOOT H/B LEATHER', '真皮手刹防尘套'],
    ['SCREW HINGE TO BODY', '铰链至车身螺钉'],
    ['DAMPER & PISTON', '阻尼器及活塞'],
    ['DRAIN PLUG AH & MGC', '放油螺塞 AH & MGC'],
    ['SILL OUTER OE LH', '左外门槛 原厂'],
    ['HANDLE FIXING SCREW', '把手固定螺钉'],
    ['SPARK PLUG SPANNER', '火花塞扳手'],
    ['CLUTCH R/BRG JAG', '离合器分离轴承 JAG'],
  ])('names %s %s', (english, zh) => {
    expect(translateName(english)).toEqual({ zh, missing: [] })
  })

  it('gives no Chinese name when a word is unknown, or when there are only codes', () => {
    expect(translateName('BRACKET FLUMMOX LH')).toEqual({ zh: '', missing: ['FLUMMOX'] })
    expect(translateName('7/16 UNF').zh).toBe('')
    expect(translateName('7/16 UNF').missing).toEqual(['7/16', 'UNF'])
  })
})

describe('coverage of the excerpt', () => {
  const untranslated = listUntranslated(excerpt)
  const named = excerpt.filter((row) => !/^(USE|S\/C) /i.test(row.name))

  it('is at least 98 % of the rows, and of the rows that name a part', () => {
    expect(untranslated.length / excerpt.length).toBeLessThanOrEqual(0.02)
    expect(listUntranslated(named).length / named.length).toBeLessThanOrEqual(0.02)
  })

  it('lists exactly the rows that have no Chinese name', () => {
    const without = excerpt.filter((row) => translateName(row.name).zh === '').map((row) => row.number)
    expect(untranslated.map(({ row }) => row.number)).toEqual(without)
  })

  it('is what untranslated.md says', () => {
    const text = readFileSync(new URL('./untranslated.md', import.meta.url), 'utf8')
    const listed = [...text.matchAll(/^- `([^`]+)`/gm)].map((match) => match[1])
    expect(listed).toEqual(untranslated.map(({ row }) => row.number))
  })
})
