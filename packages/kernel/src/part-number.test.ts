import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looseKey, partKey } from './part-number.ts'

const CLASS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/#=.+'
const keys = fc
  .tuple(fc.constantFrom(...CLASS.slice(0, 36)), fc.array(fc.constantFrom(...CLASS), { maxLength: 39 }))
  .map(([head, tail]) => head + tail.join(''))
const noise = fc.constantFrom(
  ...[' ', '\t', '\n', '\u00A0', '\u3000', '\u2003', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD', ''],
)
const dash = fc.constantFrom(
  ...['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uFE58', '\uFE63', '\uFF0D'],
)

describe('a part key', () => {
  it('is one for ten spellings of ABC-123', () => {
    const spellings = [
      'ABC-123',
      'abc-123',
      ' ABC-123\t',
      'A B C - 1 2 3',
      'ABC\u2013123',
      'ABC\u2212123',
      'ＡＢＣ－１２３',
      'ABC\u00A0-\u3000123',
      'AB\u200BC-1\uFEFF23',
      'A\u00ADBC\u2011\u206012\u200D3',
    ]
    expect(new Set(spellings).size).toBe(10)
    expect(new Set(spellings.map(partKey))).toEqual(new Set(['ABC-123']))
  })

  it('ignores case, blanks, zero-width characters and the kind of dash wherever they stand', () => {
    fc.assert(
      fc.property(keys, fc.array(noise), fc.array(dash), fc.array(fc.boolean()), (key, noises, dashes, lower) => {
        const spelling = [...key].map((char, i) => {
          const shown = char === '-' ? (dashes[i] ?? char) : lower[i] ? char.toLowerCase() : char
          return (noises[i] ?? '') + shown
        })
        expect(partKey(spelling.join(''))).toBe(key)
      }),
      { numRuns: 5_000 },
    )
  })

  it('is its own key, and any accepted text stays within the character class', () => {
    const messy = fc.string({ unit: 'binary', maxLength: 45 })
    const near = fc.string({ unit: fc.constantFrom(...CLASS, ...'aeo İıſKÅ①½ßﬁ－–\u0301'), maxLength: 45 })
    fc.assert(
      fc.property(fc.oneof(messy, near, keys), (text) => {
        const key = partKey(text)
        if (key === undefined) return
        expect(key).toMatch(/^[A-Z0-9][A-Z0-9\-/#=.+]{0,39}$/)
        expect(partKey(key)).toBe(key)
      }),
      { numRuns: 5_000 },
    )
  })

  it('accepts real numbers with hyphens, slashes, dots, # and =, and keeps those signs', () => {
    const real = ['11', '021-250#', '106577R#', '100894/3', '102801/053', 'VE40.05.59-1', 'W45034.042', 'AJM601=']
    for (const number of real) expect(partKey(number)).toBe(number)
    expect(new Set(['GAC100/3', 'GAC1003', 'GAC100.3', 'GAC100+3', 'GAC100#3', 'GAC100=3'].map(partKey)).size).toBe(6)
  })

  it('never folds O with 0 or I with 1', () => {
    expect(new Set(['O1', '01', 'OI', '0I'].map(partKey)).size).toBe(4)
  })

  it('keeps 15 pairs of real numbers that differ only by a hyphen apart', () => {
    const hyphened = ['128-100', '152-140', '159-978', '202-775', '215-975', '311-310', '320-590', '517-005']
    hyphened.push('805-120', '806-135', '806-245', '904-487', '907-072', '907-073', '907-180')
    const plain = hyphened.map((number) => number.replace('-', ''))
    expect(new Set([...hyphened, ...plain].map(partKey)).size).toBe(30)
    expect(hyphened.map(looseKey)).toEqual(plain)
  })

  it('is refused for look-alike letters, control characters, lone surrogates, and bad lengths', () => {
    const lookalikes = ['АВС-123', 'ΑΒΓ', 'ı23', 'İ23', 'ß1', 'É1', '零件1', '٣', '½']
    const broken = ['', ' ', '\u200B', 'A\0B', 'A\u0007', 'A\u0085B', 'A\u007F', 'A\uD800', '\uDC00A', 'A\u202EB', '😀']
    const shapes = ['-A', '#1', '.5', '=A1', '+A1', '/A', 'A_1', 'A*', 'A,B', "A'", 'A"B', 'A&B', 'A(1)', 'A\\B', 'A:1']
    for (const text of [...lookalikes, ...broken, ...shapes, 'A'.repeat(41)]) {
      expect(partKey(text), JSON.stringify(text)).toBeUndefined()
    }
    expect(partKey('A'.repeat(40))).toBe('A'.repeat(40))
  })
})

describe('a loose key', () => {
  it('drops - / . = + and nothing else', () => {
    expect(looseKey('A-1/2.3=4+5#')).toBe('A12345#')
    fc.assert(
      fc.property(keys, (key) => {
        expect(looseKey(key)).toBe([...key].filter((char) => !'-/.=+'.includes(char)).join(''))
        expect(looseKey(key)).not.toBe('')
      }),
      { numRuns: 1_000 },
    )
  })
})
