import { listSheet } from '@partline/http'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import { LikePartView, LikeSuggestionView } from './like-inputs.ts'
import type { ListedPair } from './like-parts.repo.ts'
import type { Suggestion } from './like-suggestions.repo.ts'

const pairOf = (row: Omit<Suggestion, 'place' | 'productLine' | 'similarityBps' | 'distance'>) => ({
  partNumber: row.partKey,
  names: { zh: row.nameZh, en: row.nameEn },
  family: row.family,
  otherPartNumber: row.otherKey,
  otherNames: { zh: row.otherNameZh, en: row.otherNameEn },
})

export const toLikePartView = (row: ListedPair, createdByName: string | null): z.output<typeof LikePartView> => ({
  ...pairOf(row),
  otherFamily: row.otherFamily,
  ratioPpm: row.ratioPpm,
  toleranceBps: row.toleranceBps,
  reason: row.reason,
  createdAt: instant(row.createdAt),
  createdBy: row.createdBy,
  createdByName,
})

export const toSuggestionView = (row: Suggestion): z.output<typeof LikeSuggestionView> => ({
  ...pairOf(row),
  productLine: row.productLine,
  similarityBps: row.similarityBps,
})

const words = {
  family: { zh: '族', en: 'Family' },
  otherPartNumber: { zh: '相似件', en: 'Alike to' },
  'otherNames.zh': { zh: '相似件中文名称', en: 'Its name (Chinese)' },
  'otherNames.en': { zh: '相似件英文名称', en: 'Its name (English)' },
}

export const LIKE_PARTS = listSheet({
  name: { zh: '相似件', en: 'like-parts' },
  row: LikePartView,
  words: {
    ...words,
    otherFamily: { zh: '相似件的族', en: 'Its family' },
    ratioPpm: { zh: '价格比(百万分之)', en: 'Ratio (millionths)' },
    toleranceBps: { zh: '容差(%)', en: 'Tolerance (%)' },
    createdBy: { zh: '声明人编号', en: 'Declared by (id)' },
    createdByName: { zh: '声明人', en: 'Declared by' },
  },
})

export const LIKE_SUGGESTIONS = listSheet({
  name: { zh: '相似件建议', en: 'like-part-suggestions' },
  row: LikeSuggestionView,
  words: {
    ...words,
    productLine: { zh: '产品线', en: 'Product line' },
    similarityBps: { zh: '名称相似度(%)', en: 'Names alike (%)' },
  },
})
