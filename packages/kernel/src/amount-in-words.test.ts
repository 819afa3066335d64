import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountInWords } from './amount-in-words.ts'
import { type Fen, fen, MAX_FEN } from './money.ts'

const known: [number, string][] = [
  [0, '零元整'],
  [1.0, '壹元整'],
  [0.05, '伍分'],
  [0.5, '伍角'],
  [0.55, '伍角伍分'],
  [10, '壹拾元整'],
  [10.01, '壹拾元零壹分'],
  [10.1, '壹拾元零壹角'],
  [325.04, '叁佰贰拾伍元零肆分'],
  [1_005, '壹仟零伍元整'],
  [1_051, '壹仟零伍拾壹元整'],
  [1_409.5, '壹仟肆佰零玖元伍角'],
  [1_680.32, '壹仟陆佰捌拾元零叁角贰分'],
  [6_007.14, '陆仟零柒元壹角肆分'],
  [12_000.01, '壹万贰仟元零壹分'],
  [16_409.02, '壹万陆仟肆佰零玖元零贰分'],
  [100_000, '壹拾万元整'],
  [100_500, '壹拾万零伍佰元整'],
  [101_100.1, '壹拾万壹仟壹佰元零壹角'],
  [107_000.53, '壹拾万柒仟元零伍角叁分'],
  [309_825, '叁拾万玖仟捌佰贰拾伍元整'],
  [1_205_623, '壹佰贰拾万伍仟陆佰贰拾叁元整'],
  [100_005_000, '壹亿零伍仟元整'],
  [100_000_001, '壹亿零壹元整'],
  [200_000_000, '贰亿元整'],
  [1_000_100_001, '壹拾亿零壹拾万零壹元整'],
  [99_999_999_999.99, '玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
  [100_000_000_000, '壹仟亿元整'],
]

const PLACE: Record<string, number> = { 仟: 1_000, 佰: 100, 拾: 10 }

function readSection(text: string): number {
  return [...text.matchAll(/([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)/g)].reduce(
    (sum, [, digit, place]) => sum + '零壹贰叁肆伍陆柒捌玖'.indexOf(digit as string) * (PLACE[place as string] ?? 1),
    0,
  )
}

function read(words: string): number {
  const match = /^人民币(负?)(?:(?:(.+)亿)?(?:(.+)万)?(.*)元)?零?(?:(.)角)?(?:(.)分)?整?$/.exec(words)
  if (match === null) throw new Error(words)
  const [high, middle, low, jiao, cent] = match.slice(2).map((part) => readSection(part ?? '')) as number[]
  const yuan = (high ?? 0) * 100_000_000 + (middle ?? 0) * 10_000 + (low ?? 0)
  const size = yuan * 100 + (jiao ?? 0) * 10 + (cent ?? 0)
  return match[1] === '负' ? -size : size
}

const anyAmount = fc
  .oneof(
    fc.integer({ min: -MAX_FEN, max: MAX_FEN }),
    fc.integer({ min: 0, max: 200_000 }),
    fc
      .array(fc.constantFrom('0', '0', '0', '1', '5', '9'), { minLength: 1, maxLength: 13 })
      .map((digits) => Number(digits.join(''))),
  )
  .map(fen)

describe('an amount in words', () => {
  it.each(known)('writes ¥%d as 人民币%s', (yuan, words) => {
    expect(amountInWords(fen(Math.round(yuan * 100)))).toBe(`人民币${words}`)
  })

  it('puts 负 after 人民币 for a negative amount', () => {
    expect(amountInWords(fen(-16_050))).toBe('人民币负壹佰陆拾元零伍角')
  })

  it('reads back to the same fen', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        expect(read(amountInWords(amount))).toBe(amount)
      }),
      { numRuns: 5_000 },
    )
  })

  it('never doubles 零, never leaves it before a unit, and ends in 整 exactly for whole yuan', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        fc.pre(amount !== 0)
        const words = amountInWords(amount)
        expect(words).not.toMatch(/零零|零[亿万元角分整]|亿万|[亿万]拾|币负?零/)
        expect(words.endsWith('整')).toBe(amount % 100 === 0)
      }),
      { numRuns: 5_000 },
    )
  })

  it('puts one 零 inside the yuan per run of zeros, none where a run ends at 亿 or 万 without filling a section', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const digits = String(Math.floor(Math.abs(amount) / 100))
        fc.pre(digits !== '0')
        const heard = [...digits.matchAll(/(0+)(?=[1-9])/g)].filter(({ 0: zeros, index }) => {
          return zeros.length >= 4 || (digits.length - index - zeros.length) % 4 !== 0
        })
        const [yuanWords] = amountInWords(amount).split('元')
        expect(yuanWords?.split('零')).toHaveLength(heard.length + 1)
      }),
      { numRuns: 5_000 },
    )
  })

  it('puts 零 before 角 when the yuan end in 0, and before 分 when there is no 角', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const size = Math.abs(amount)
        const [yuan, jiao, cent] = [Math.floor(size / 100), Math.floor(size / 10) % 10, size % 10]
        const words = amountInWords(amount)
        expect(/零.角/.test(words)).toBe(yuan > 0 && yuan % 10 === 0 && jiao > 0)
        expect(/零.分/.test(words)).toBe(yuan > 0 && jiao === 0 && cent > 0)
      }),
      { numRuns: 5_000 },
    )
  })

  it('refuses fractions of a fen and amounts out of range', () => {
    for (const bad of [0.5, MAX_FEN + 1, -MAX_FEN - 1, Number.NaN]) {
      expect(() => amountInWords(bad as Fen)).toThrow(RangeError)
    }
  })
})
