import { fen } from '@partline/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Freight, freightOf, type Goods, type Tariff, tariffFreight } from './freight.ts'

const tariff = (part: Partial<Record<keyof Tariff, number | null>> = {}): Tariff =>
  ({ perKgFen: 350, minimumFen: 1_200, freeFromFen: null, taxRateBps: 900, ...part }) as Tariff
const goods = (part: Partial<Goods> = {}): Goods => ({
  basis: 'net',
  goodsFen: fen(50_000),
  weightG: 10_000,
  taxRateBps: 1_300,
  ...part,
})
const amounts = (freight: Freight | undefined) => freight?.amounts

test('weight is paid by the gram and rounded up to the next fen', () => {
  expect(tariffFreight(tariff(), 10_000, fen(1))).toBe(3_500)
  expect(tariffFreight(tariff(), 10_001, fen(1))).toBe(3_501)
  expect(tariffFreight(tariff({ minimumFen: 0 }), 1, fen(1))).toBe(1)
  expect(tariffFreight(tariff({ minimumFen: 0 }), 0, fen(1))).toBe(0)
})

test('the minimum holds up to the weight that costs more', () => {
  expect(tariffFreight(tariff(), 0, fen(1))).toBe(1_200)
  expect(tariffFreight(tariff(), 3_428, fen(1))).toBe(1_200)
  expect(tariffFreight(tariff(), 3_429, fen(1))).toBe(1_201)
})

test('goods of exactly the free threshold travel free, one fen below they do not', () => {
  const free = tariff({ freeFromFen: 500_000 })
  expect(tariffFreight(free, 10_000, fen(500_000))).toBe(0)
  expect(tariffFreight(free, 10_000, fen(499_999))).toBe(3_500)
})

test('freight by tariff never falls with weight, and is exact to less than a fen above the minimum', () => {
  const whole = (max: number) => fc.integer({ min: 0, max })
  fc.assert(
    fc.property(
      whole(1_000_000),
      whole(100_000),
      whole(10_000_000),
      whole(1_000),
      (perKgFen, minimumFen, weight, more) => {
        const by = tariff({ perKgFen, minimumFen })
        const paid = tariffFreight(by, weight, fen(1))
        expect(tariffFreight(by, weight + more, fen(1))).toBeGreaterThanOrEqual(paid)
        const exact = BigInt(perKgFen) * BigInt(weight)
        const least = BigInt(paid) * 1_000n
        expect(paid === minimumFen || (least >= exact && least - exact < 1_000n)).toBe(true)
      },
    ),
  )
})

test('charged freight is taxed at the rate of the tariff, in the basis of the quote', () => {
  const charged = { mode: 'charged', source: 'tariff' } as const
  expect(freightOf(charged, tariff(), goods())).toMatchObject({ source: 'tariff', taxRateBps: 900 })
  expect(amounts(freightOf(charged, tariff(), goods()))).toEqual({ netFen: 3_500, taxFen: 315, grossFen: 3_815 })
  const gross = freightOf(charged, tariff(), goods({ basis: 'gross' }))
  expect(amounts(gross)).toEqual({ netFen: 3_211, taxFen: 289, grossFen: 3_500 })
})

test('a manual amount keeps its reason, and without a tariff is taxed at the highest rate of the goods', () => {
  const manual = { mode: 'charged', source: 'manual', amountFen: fen(10_000), reason: '加急' } as const
  expect(freightOf(manual, undefined, goods())).toEqual({
    mode: 'charged',
    source: 'manual',
    reason: '加急',
    taxRateBps: 1_300,
    amounts: { netFen: 10_000, taxFen: 1_300, grossFen: 11_300 },
  })
  expect(freightOf(manual, tariff(), goods())?.taxRateBps).toBe(900)
})

test('advanced freight passes through without tax in either basis', () => {
  for (const basis of ['net', 'gross'] as const) {
    const freight = freightOf({ mode: 'advanced', source: 'tariff' }, tariff(), goods({ basis }))
    expect(amounts(freight)).toEqual({ netFen: 3_500, taxFen: 0, grossFen: 3_500 })
  }
})

test('included freight is nothing, whatever the tariff says', () => {
  const freight = freightOf({ mode: 'included' }, tariff(), goods())
  expect(freight).toMatchObject({ mode: 'included', source: 'none', amounts: { grossFen: 0 } })
})

test('a zone without a tariff has no freight by tariff', () => {
  expect(freightOf({ mode: 'charged', source: 'tariff' }, undefined, goods())).toBeUndefined()
  expect(freightOf({ mode: 'advanced', source: 'tariff' }, undefined, goods())).toBeUndefined()
})
