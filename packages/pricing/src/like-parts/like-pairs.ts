import { type FieldError, partKey, type Words } from '@partline/kernel'

/** Two parts to be declared alike, as asked for; the ratio in millionths, the tolerance in basis points. */
export type AskedPair = {
  partNumber: string
  otherPartNumber: string
  ratioPpm: number
  toleranceBps: number | null
  reason: string
}

export type LikePair = { partKey: string; otherKey: string }
export type KnownPart = { key: string; class: string }

const WORDS = {
  unknown_part: { zh: '配件不在目录中', en: 'The part is not in the catalogue' },
  core_part: { zh: '核心件没有价格,不能声明相似', en: 'A core part has no price to be alike' },
  same_part: { zh: '配件不能与自己相似', en: 'A part cannot be alike to itself' },
  declared_twice: { zh: '这一对写了两次', en: 'The pair is there twice' },
  declared_the_other_way: {
    zh: '这一对已按相反方向声明;请先取消',
    en: 'The pair is declared the other way round already; take that back first',
  },
} satisfies Record<string, Words>

const textOf = ({ partKey: a, otherKey: b }: LikePair) => `${a}\t${b}`

/** A pair's numbers in their one spelling; what is no part number stays as it was given. */
export const keysOf = (pair: Pick<AskedPair, 'partNumber' | 'otherPartNumber'>): LikePair => ({
  partKey: partKey(pair.partNumber) ?? pair.partNumber,
  otherKey: partKey(pair.otherPartNumber) ?? pair.otherPartNumber,
})

/** What forbids declaring these pairs (P6), each by its place in the request; nothing when all may be. */
export function refusedPairs(
  asked: readonly AskedPair[],
  parts: readonly KnownPart[],
  declared: readonly LikePair[],
): FieldError[] {
  const classes = new Map(parts.map((part) => [part.key, part.class]))
  const there = new Set(declared.map(textOf))
  const seen = new Set<string>()
  const errors: FieldError[] = []
  for (const [at, pair] of asked.entries()) {
    const keys = keysOf(pair)
    const refuse = (field: string, code: keyof typeof WORDS) =>
      errors.push({ pointer: `/pairs/${at}${field}`, code, message: WORDS[code] })
    for (const [field, key] of [
      ['/partNumber', keys.partKey],
      ['/otherPartNumber', keys.otherKey],
    ] as const)
      if (!classes.has(key)) refuse(field, 'unknown_part')
      else if (classes.get(key) === 'core') refuse(field, 'core_part')
    const turned = textOf({ partKey: keys.otherKey, otherKey: keys.partKey })
    if (keys.partKey === keys.otherKey) refuse('/otherPartNumber', 'same_part')
    else if (seen.has(textOf(keys)) || seen.has(turned)) refuse('', 'declared_twice')
    else if (there.has(turned)) refuse('', 'declared_the_other_way')
    seen.add(textOf(keys))
  }
  return errors
}
