import { describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'
import { chooseExcerpt, followChain, loadCatalogue, readCatalogue } from './excerpt.ts'

const rows = loadCatalogue()
const byNumber = new Map(rows.map((row) => [row.number, row]))
const excerpt = chooseExcerpt(rows)
const chosen = new Set(excerpt.map((row) => row.number))
const ends = rows.filter((row) => row.supersededBy !== undefined).map((row) => ({ row, ...followChain(row, byNumber) }))

describe('the catalogue', () => {
  it('reads quoted fields, doubled quotes, empty fields and both line ends', () => {
    expect(readCsv('a,"b, ""c""\nd"\r\n,\n')).toEqual([
      ['a', 'b, "c"\nd'],
      ['', ''],
    ])
    expect(() => readCsv('a,"b"c\n')).toThrow('Not RFC 4180')
    expect(readCatalogue('part_number,name,superseded_by\nA1,"REAR PANEL,TD",\n')).toEqual([
      { number: 'A1', name: 'REAR PANEL,TD', supersededBy: undefined },
    ])
  })

  it('has 34,386 parts, each with its own number and a name', () => {
    expect(rows).toHaveLength(34_386)
    expect(byNumber.size).toBe(34_386)
    expect(rows.filter((row) => row.number === '' || row.name === '')).toEqual([])
  })

  it('has 2,525 supersessions, 159 of them to a number that is not there', () => {
    expect(ends).toHaveLength(2_525)
    expect(ends.filter(({ row }) => !byNumber.has(row.supersededBy as string))).toHaveLength(159)
  })

  it('has two cycles, both of a part that supersedes itself', () => {
    const cycles = ends.filter((each) => each.end === 'cycle').map(({ row }) => [row.number, row.supersededBy])
    expect(cycles).toEqual([
      ['AESA1096X4MAH', 'AESA1096X4MAH'],
      ['MRAC30A', 'MRAC30A'],
    ])
  })
})

describe('the excerpt', () => {
  it('is 2,000 different rows, the same at every choice', () => {
    expect(excerpt).toHaveLength(2_000)
    expect(chosen.size).toBe(2_000)
    expect(chooseExcerpt([...rows])).toEqual(excerpt)
  })

  it('holds whole supersession chains: none dangling, no cycle, one of three steps', () => {
    const chains = excerpt.filter((row) => row.supersededBy !== undefined).map((row) => followChain(row, byNumber))
    expect(chains.length).toBeGreaterThanOrEqual(80)
    expect(chains.filter((chain) => chain.end !== 'current')).toEqual([])
    expect(chains.flatMap((chain) => chain.rows).filter((row) => !chosen.has(row.number))).toEqual([])
    expect(chains.filter((chain) => chain.rows.length >= 3).length).toBeGreaterThanOrEqual(10)
    expect(Math.max(...chains.map((chain) => chain.rows.length))).toBe(4)
  })

  it('holds exchange numbers with their part, slash numbers and numbers that differ by a hyphen only', () => {
    const exchanges = excerpt.filter((row) => row.number.endsWith('#'))
    expect(exchanges.length).toBeGreaterThanOrEqual(50)
    expect(exchanges.filter((row) => !chosen.has(row.number.slice(0, -1)))).toEqual([])
    expect(excerpt.filter((row) => row.number.includes('/')).length).toBeGreaterThanOrEqual(40)
    const pairs = excerpt.filter(({ number }) => number.includes('-') && chosen.has(number.replaceAll('-', '')))
    expect(pairs.length).toBeGreaterThanOrEqual(10)
  })
})
