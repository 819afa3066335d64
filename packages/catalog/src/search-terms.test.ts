import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partTermsOf, queryTermsOf } from './search-terms.ts'

const han = fc.constantFrom(...'前后轮轴承座油封刹车片水泵𠮷').map(String)
const names = fc.record({
  nameZh: fc.array(fc.oneof(han, fc.constantFrom(' ', 'M8', '(', '-'))).map((parts) => parts.join('')),
  nameEn: fc.array(fc.constantFrom('seal', 'ROD', ' ', ',', '-', '3', 'Ø')).map((parts) => parts.join('')),
})

/** What the database does with the terms. */
const matches = (name: { nameZh: string; nameEn: string }, query: string) =>
  queryTermsOf(query).every(
    ({ prefix, run }) =>
      partTermsOf(name).some((term) => term.startsWith(prefix)) &&
      (run === null || name.nameZh.includes(run) || name.nameEn.includes(run)),
  )

describe('the search terms of a part', () => {
  it('are the pairs of Chinese characters, the last of each run, and the words in upper case', () => {
    const terms = partTermsOf({ nameZh: '前轮轴承 M8×20(左)', nameEn: 'Bearing, f.r. wheel' })
    expect(terms.toSorted()).toEqual(
      ['前轮', '轮轴', '轴承', '承', '左', 'M8', '20', 'BEARING', 'F', 'R', 'WHEEL'].toSorted(),
    )
  })

  it('treat full-width letters and composed accents as what they look like', () => {
    expect(partTermsOf({ nameZh: 'ＡＢＳ泵', nameEn: 'Cafe\u0301' }).toSorted()).toEqual(['ABS', 'CAFÉ', '泵'])
  })

  it('never repeat', () => {
    fc.assert(
      fc.property(names, (name) => {
        const terms = partTermsOf(name)
        expect(new Set(terms).size).toBe(terms.length)
      }),
    )
  })
})

describe('a name search', () => {
  it('finds a part by any piece of a run of Chinese characters in its name', () => {
    fc.assert(
      fc.property(fc.array(han, { minLength: 1, maxLength: 8 }), fc.nat(7), fc.nat(7), (chars, from, length) => {
        const piece = chars.slice(from, from + 1 + length).join('')
        fc.pre(piece !== '')
        expect(matches({ nameZh: `左${chars.join('')}`, nameEn: '' }, piece)).toBe(true)
      }),
    )
  })

  it('finds a part by the beginning of every word of its name, in any order and case', () => {
    expect(matches({ nameZh: '', nameEn: 'PLATE, RR SPRING LH' }, 'spr pla')).toBe(true)
    expect(matches({ nameZh: '', nameEn: 'PLATE, RR SPRING LH' }, 'ring')).toBe(false)
  })

  it('needs every term, and Chinese characters in one piece', () => {
    expect(matches({ nameZh: '轴承', nameEn: 'SEAL' }, '轴承 rod')).toBe(false)
    expect(matches({ nameZh: '轴承 承座', nameEn: '' }, '轴承座')).toBe(false)
  })

  it('has no terms when the query holds nothing but signs', () => {
    expect(queryTermsOf(' -/# %_*"\'')).toEqual([])
  })
})
