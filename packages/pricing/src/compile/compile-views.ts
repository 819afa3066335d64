import { instant, type Locale, type Words } from '@partline/kernel'
import type * as z from 'zod'
import type { BookFinding } from './compilation-findings.ts'
import type { Compilation, CompiledModelRow, CompiledPriceRow } from './compilations.repo.ts'
import type { CompileChanges } from './compile-input.ts'
import type {
  CompilationDetailView,
  CompilationView,
  CompiledFamilyView,
  CompiledModelView,
  CompiledPriceView,
} from './compile-inputs.ts'
import type { CompiledFamily } from './compiled-lists.repo.ts'
import type { KeptSummary } from './kept-summary.ts'
import { modelWords } from './model-words.ts'
import { priceWords, type TaxBases } from './price-words.ts'

const at = (ms: number | null) => (ms === null ? null : instant(ms))

export const toCompilationView =
  (locale: Locale) =>
  (row: Compilation): z.output<typeof CompilationView> => {
    const summary = JSON.parse(row.summary) as Partial<KeptSummary>
    const words = row.failureWords === null ? null : (JSON.parse(row.failureWords) as Words)
    const { id, kind, status, note, parts, models, policySeq, baseVersionId, outcome, failure, createdBy } = row
    return {
      ...{ id, kind, status, note },
      progress: { inputPages: row.inputPages, resultPages: row.resultPages, writtenPages: row.writtenPages },
      ...{ parts, models, policySeq, baseVersionId, outcome },
      ...{ priced: summary.priced ?? null, unpriced: summary.unpriced ?? null, rules: { ...summary.rules } },
      ...{ settlementTaxBasis: row.settlementBasis, guideTaxBasis: row.guideBasis },
      ...{ missedModels: summary.missed ?? null, uniformChangePpm: summary.uniformChangePpm ?? null },
      ...{ tolerancePpm: summary.tolerancePpm ?? null, missedFamilies: [...(summary.missedFamilies ?? [])] },
      ...{ aboveGuide: summary.aboveGuide ?? null, outsideCorridor: summary.outsideCorridor ?? null },
      aboveMargin: summary.aboveMargin ?? null,
      droppedPairCount: summary.droppedPairCount ?? null,
      droppedPairs: [...(summary.droppedPairs ?? [])],
      ...{ failure, failureWords: words?.[locale] ?? null },
      ...{ settlementVersionId: row.settlementVersionId, guideVersionId: row.guideVersionId },
      ...{ createdAt: instant(row.createdAt), createdBy, endedAt: at(row.endedAt), forgottenAt: at(row.forgottenAt) },
    }
  }

export const toCompilationDetailView = (
  row: Compilation,
  findings: readonly BookFinding[],
  locale: Locale,
): z.output<typeof CompilationDetailView> => ({
  ...toCompilationView(locale)(row),
  changes: row.kind === 'whatIf' ? changesOf(row) : null,
  findings: findings.map((each) => ({ ...each })),
})

function changesOf({ changes }: Compilation): z.output<typeof CompilationDetailView>['changes'] {
  const { costs = [], dealerPrices = [], factors = [], models = [] } = JSON.parse(changes) as CompileChanges
  const added = models.map(({ lines, ...model }) => ({ ...model, lines: [...lines] }))
  return { costs: [...costs], dealerPrices: [...dealerPrices], factors: [...factors], models: added }
}

const orNull = (text: string) => (text === '' ? null : text)

export const toCompiledPriceView =
  (bases: TaxBases, locale: Locale) =>
  (row: CompiledPriceRow): z.output<typeof CompiledPriceView> => {
    const { rule, costFen, marginBps, beforeFen, settlementFen, changeBps, guideBeforeFen, guideBps, guideFen } = row
    return {
      ...{ partNumber: row.partKey, class: row.class, family: orNull(row.family), rule, costFen, marginBps },
      targetFen: row.targetFen === null ? null : Math.round(row.targetFen),
      ...{ beforeFen, settlementFen, changeBps, guideBeforeFen, guideBps, guideFen, guideBoundBy: row.guideBoundBy },
      boundBy: row.boundBy as z.output<typeof CompiledPriceView>['boundBy'],
      ...{ boundPartNumber: row.boundPart, models: row.models, quantity: row.quantityMilli / 1000 },
      words: priceWords(row, bases, locale),
    }
  }

export const toCompiledModelView =
  (locale: Locale) =>
  (row: CompiledModelRow): z.output<typeof CompiledModelView> => {
    const { productLine, factorBps, toleranceBps, fixedFen, beforeFen, beforePpm, newParts, sumFen, ratioPpm } = row
    return {
      ...{ model: row.modelKey, productLine, dealerPriceNetFen: row.dealerFen, factorBps, toleranceBps },
      requiredFen: Math.round((row.dealerFen * factorBps) / 10_000),
      ...{ fixedFen, reachableFromFen: row.leastFen, reachableToFen: row.mostFen },
      ...{ beforeFen, beforePpm, newParts, sumFen, ratioPpm, missPpm: row.missPpm, cause: row.cause },
      ...{ causeModels: JSON.parse(row.causeModels) as string[], words: modelWords(row)?.[locale] ?? null },
    }
  }

export const toCompiledFamilyView = (row: CompiledFamily): z.output<typeof CompiledFamilyView> => ({
  ...row,
  family: orNull(row.family),
})
