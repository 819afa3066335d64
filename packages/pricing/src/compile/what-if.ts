import type { FieldError, Words } from '@partline/kernel'
import type { CompileChanges } from './compile-input.ts'

/** What a what-if names, by the way it must be known: keys and codes in their one spelling. */
export type Named = { parts: string[]; models: string[]; productLines: string[] }

const WORDS = {
  unknown_part: {
    zh: '没有这个配件,或它是核心件、不作备件供应,因而没有价格',
    en: 'There is no such part, or it is core or not serviceable and has no price',
  },
  unknown_model: {
    zh: '没有这个在产机型,或它没有整机经销商结算价;请在 models 中连同服务 BOM 给出',
    en: 'There is no such active model with a dealer price; give it under models with its lines',
  },
  unknown_product_line: { zh: '没有这条产品线', en: 'There is no such product line' },
  given_twice: { zh: '写了两次', en: 'is there twice' },
} satisfies Record<string, Words>

export const namedBy = ({ costs, dealerPrices, factors, models }: CompileChanges): Named => ({
  parts: [
    ...(costs ?? []).map((each) => each.partNumber),
    ...(models ?? []).flatMap((each) => each.lines.map((line) => line.partNumber)),
  ],
  models: (dealerPrices ?? []).map((each) => each.model),
  productLines: [...(factors ?? []), ...(models ?? [])].map((each) => each.productLine).filter((code) => code !== ''),
})

/** What a what-if may not pretend, each by its place in the request: what it names twice, and what there is not. */
export function refusedChanges(changes: CompileChanges, unknown: Named): FieldError[] {
  const errors: FieldError[] = []
  const refuse = (pointer: string, code: keyof typeof WORDS) =>
    errors.push({ pointer: `/changes/${pointer}`, code, message: WORDS[code] })
  const [parts, models, lines] = [unknown.parts, unknown.models, unknown.productLines].map((each) => new Set(each))
  const check = <T>(
    list: readonly T[] | undefined,
    place: string,
    field: keyof T & string,
    missing?: [ReadonlySet<string> | undefined, keyof typeof WORDS],
    seen = new Set<unknown>(),
  ) => {
    for (const [at, each] of (list ?? []).entries()) {
      if (seen.has(each[field])) refuse(`${place}/${at}/${field}`, 'given_twice')
      else if (missing?.[0]?.has(String(each[field]))) refuse(`${place}/${at}/${field}`, missing[1])
      seen.add(each[field])
    }
  }
  check(changes.costs, 'costs', 'partNumber', [parts, 'unknown_part'])
  check(changes.factors, 'factors', 'productLine', [lines, 'unknown_product_line'])
  const named = new Set<unknown>()
  check(changes.models, 'models', 'model', undefined, named)
  check(changes.dealerPrices, 'dealerPrices', 'model', [models, 'unknown_model'], named)
  for (const [at, model] of (changes.models ?? []).entries()) {
    if (lines?.has(model.productLine)) refuse(`models/${at}/productLine`, 'unknown_product_line')
    check(model.lines, `models/${at}/lines`, 'partNumber', [parts, 'unknown_part'])
  }
  return errors
}
