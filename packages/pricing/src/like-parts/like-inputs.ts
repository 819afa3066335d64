import { FamilyName } from '@partline/catalog'
import { ListQuery, PageView, TextInput } from '@partline/http'
import * as z from 'zod'

const NumberText = z.string().min(1).max(100)

const Pair = z.strictObject({
  partNumber: NumberText,
  otherPartNumber: NumberText,
  ratioPpm: z.int().min(1).max(1_000_000_000).default(1_000_000),
  toleranceBps: z.int().min(0).max(9_999).nullable().default(null),
  reason: TextInput(500),
})

/**
 * 1 … 500 pairs of like parts (P6): price of the part = ratio × price of the other. The ratio in millionths, the tolerance
 * in basis points or, when null, the policy's. A pair declared before is declared anew.
 */
export const LikePartsInput = z.strictObject({ pairs: z.array(Pair).min(1).max(500) })

/** The two parts of a pair, either way round. */
export const LikePairQuery = z.strictObject({ partNumber: NumberText, otherPartNumber: NumberText })

/** `partNumber`: pairs the part is in; `family`: pairs with a part of it. */
export const LikePartsQuery = ListQuery({ partNumber: NumberText.optional(), family: FamilyName.optional() })

const Names = z.strictObject({ zh: z.string(), en: z.string() })
const pair = {
  partNumber: z.string(),
  names: Names,
  family: z.string(),
  otherPartNumber: z.string(),
  otherNames: Names,
  otherFamily: z.string(),
}

/** Two parts declared alike, who said so and why. */
export const LikePartView = z
  .strictObject({
    ...pair,
    ratioPpm: z.int(),
    toleranceBps: z.int().nullable(),
    reason: z.string(),
    createdAt: z.string(),
    createdBy: z.string(),
    createdByName: z.string().nullable(),
  })
  .meta({ id: 'LikePart' })
export const LikePartsView = PageView(LikePartView)
export const DeclaredView = z.strictObject({ items: z.array(LikePartView) }).meta({ id: 'LikeParts' })

export const SuggestionsQuery = ListQuery({ family: FamilyName.optional() })

/**
 * Two parts of a family and unit that serve different models of one product line and are not declared alike;
 * `similarityBps` says how much their names have in common.
 */
export const LikeSuggestionView = z
  .strictObject({ ...pair, productLine: z.string(), similarityBps: z.int() })
  .omit({ otherFamily: true })
  .meta({ id: 'LikePartSuggestion' })
export const SuggestionsView = PageView(LikeSuggestionView)
