import type { Ctx } from '@partline/db'
import { type Locale, notFound, partKey, type Words } from '@partline/kernel'
import type * as z from 'zod'
import { readEntry } from '../entries.repo.ts'
import { readVersion } from '../price-books.repo.ts'
import { readExplanation } from './compilations.repo.ts'
import type { PriceExplanationView } from './compile-inputs.ts'
import { toCompiledPriceView } from './compile-views.ts'

const BY_HAND: Words = { zh: '手工录入', en: 'entered by hand' }
const BY_FILE: Words = { zh: '由文件导入或沿用上一版本', en: 'imported, or copied from another version' }
const NO_PRICE: Words = { zh: '此版本中没有价格', en: 'has no price in this version' }

/** Where a part's price in a version comes from (P10). @throws not-found for a part neither priced nor compiled there */
export async function explainPrice(
  ctx: Ctx,
  { book, id, partNumber }: { book: 'guide' | 'settlement'; id: string; partNumber: string },
): Promise<z.output<typeof PriceExplanationView>> {
  const key = partKey(partNumber)
  if (key === undefined) throw notFound()
  const { hq } = ctx
  const [[version], [entry], [run], [row]] = await hq.read(
    readVersion(hq, book, id),
    readEntry(hq, id, key, ''),
    ...readExplanation(hq, id, key),
  )
  if (!version || (!entry && !row)) throw notFound()
  const compiled = row && run ? toCompiledPriceView(run, ctx.locale)(row) : null
  const priceFen = entry?.priceFen ?? null
  const isAsCompiled = compiled !== null && priceFen === (book === 'guide' ? compiled.guideFen : compiled.settlementFen)
  return {
    ...{ versionId: version.id, partNumber: key, priceFen, origin: entry?.origin ?? null },
    ...{ compilationId: compiled && run ? run.id : null, policySeq: compiled && run ? run.policySeq : null, compiled },
    words: isAsCompiled ? compiled.words : plainWords(entry?.origin, compiled?.words, ctx.locale),
  }
}

/** What was entered since; what the compiler had made of it is told beside. */
function plainWords(origin: string | undefined, compiled: string | undefined, locale: Locale): string {
  const words = (origin === undefined ? NO_PRICE : origin === 'manual' ? BY_HAND : BY_FILE)[locale]
  if (compiled === undefined) return words
  return locale === 'zh' ? `${words};编制结果曾为:${compiled}` : `${words}; it was compiled as: ${compiled}`
}
