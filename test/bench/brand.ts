import { hashText } from '../demo/catalogue/hash.ts'

export const PARTS = 100_000
export const ASKED = 10_000
export const GRADES = ['A', 'B', 'C'] as const
export const VERSIONS = { guide: 'pbv_bench_guide', settlement: 'pbv_bench_settlement' } as const
export const EFFECTIVE_ON = '2020-01-01'
export const TAX_RATE_BPS = 1300

export type BrandPart = { key: string; nameZh: string; nameEn: string }
/** Version, part, grade ('' for every grade), fen without tax, rate. */
export type BrandEntry = [string, string, string, number, number]

const NAMES = [
  ['前轮轴承', 'BEARING FRONT HUB'],
  ['后减震器总成', 'SHOCK ABSORBER REAR'],
  ['机油滤清器', 'FILTER OIL'],
  ['缸盖垫片', 'GASKET CYL HEAD'],
] as const

/** The catalogue both sides are given: the same parts, the same two books. */
export function makeBrand(): { parts: BrandPart[]; entries: BrandEntry[] } {
  const parts = Array.from({ length: PARTS }, (_, n): BrandPart => {
    const [nameZh, nameEn] = NAMES[n % NAMES.length] ?? NAMES[0]
    return { key: `PL-${100_000 + n}/${n % 7}`, nameZh, nameEn }
  })
  return { parts, entries: parts.flatMap(entriesOf) }
}

function entriesOf({ key }: BrandPart, n: number): BrandEntry[] {
  const guide = 1_000 + (hashText(key) % 1_000_000)
  const settlement = Math.ceil(guide * 0.7)
  const entries: BrandEntry[] = [
    [VERSIONS.guide, key, '', guide, TAX_RATE_BPS],
    [VERSIONS.settlement, key, '', settlement, TAX_RATE_BPS],
  ]
  if (n % 10 === 0) entries.push([VERSIONS.settlement, key, 'B', settlement - 1, TAX_RATE_BPS])
  return entries
}

/** Every tenth part is one of the numbers asked for. */
export const askedNumbers = (parts: readonly BrandPart[]) =>
  parts.filter((_, n) => n % (PARTS / ASKED) === 0).map((part) => part.key)
