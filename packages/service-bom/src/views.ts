import { maySeeCosts } from '@partline/catalog'
import type { Ctx } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import { FINDINGS } from './check-bom.ts'
import type { EngineeringRow } from './engineering-lines.repo.ts'
import { findingWords } from './finding-words.ts'
import type {
  AnyModelView,
  AnyRollUpView,
  AssembliesView,
  DecisionView,
  EngineeringLineView,
  FindingView,
  PreviewView,
  ProductLineView,
  ServiceLineView,
  UseView,
} from './inputs.ts'
import type { Assembly } from './list-assemblies.ts'
import type { ModelFinding } from './list-checks.ts'
import type { Model } from './models.repo.ts'
import type { ServicePlan } from './plan-service-bom.ts'
import type { ProductLine } from './product-lines.repo.ts'
import { quantityOf } from './quantity.ts'
import type { RollUp } from './roll-up.ts'
import type { ShownLine } from './service-lines.repo.ts'
import type { Decision } from './simplifications.repo.ts'
import type { Use } from './where-used.repo.ts'

/** An open end of a serial range is null. */
const rangeOf = ({ serialFrom, serialTo }: { serialFrom: string; serialTo: string }) => ({
  serialFrom: serialFrom || null,
  serialTo: serialTo || null,
})

export const toProductLineView = ({
  code,
  nameZh,
  nameEn,
  version,
  updatedAt,
}: ProductLine): z.output<typeof ProductLineView> => ({
  code,
  names: { zh: nameZh, en: nameEn },
  version,
  updatedAt: instant(updatedAt),
})

export function toModelView(ctx: Ctx, row: Model, ownerName: string | null): z.output<typeof AnyModelView> {
  const { productLine, status, bomRevision, bomChangedAt, version, ownerId, dealerPriceNetFen } = row
  return {
    code: row.key,
    names: { zh: row.nameZh, en: row.nameEn },
    ...{ productLine, status, bomRevision },
    bomChangedAt: bomChangedAt === null ? null : instant(bomChangedAt),
    version,
    updatedAt: instant(row.updatedAt),
    ...(maySeeCosts(ctx) ? { ownerId, ownerName, dealerPriceNetFen } : {}),
  }
}

export const toServiceLineView = (row: ShownLine): z.output<typeof ServiceLineView> => ({
  number: row.partKey,
  names: { zh: row.nameZh, en: row.nameEn },
  class: row.class,
  unit: row.unit,
  quantity: quantityOf(row.quantityMilli),
  serviceable: row.serviceable === null ? null : row.serviceable === 1,
  ...rangeOf(row),
})

const rolledUp = (ctx: Ctx, { costFen, linesWithoutCost, ...weights }: RollUp) => ({
  ...weights,
  ...(maySeeCosts(ctx) ? { costFen, linesWithoutCost } : {}),
})

export const toRollUpView = (ctx: Ctx, code: string, sum: RollUp): z.output<typeof AnyRollUpView> => ({
  code,
  ...rolledUp(ctx, sum),
})

export const toAssemblyView = (
  ctx: Ctx,
  { partKey, part, servedAs, decision, contents }: Assembly,
): z.output<typeof AssembliesView>['items'][number] => ({
  number: partKey,
  names: { zh: part?.nameZh ?? null, en: part?.nameEn ?? null },
  servedAs,
  decision,
  contents: rolledUp(ctx, contents),
})

export const toUseView =
  (key: string) =>
  (row: Use): z.output<typeof UseView> => ({
    model: row.modelKey,
    names: { zh: row.nameZh, en: row.nameEn },
    productLine: row.productLine,
    status: row.status,
    number: row.partKey,
    direct: row.partKey === key,
    parent: row.parentKey || null,
    quantity: quantityOf(row.quantityMilli),
    ...rangeOf(row),
  })

export const toEngineeringLineView =
  (model: string) =>
  (row: EngineeringRow): z.output<typeof EngineeringLineView> => ({
    model,
    line: row.line,
    parent: row.parentKey || null,
    number: row.partKey,
    names: { zh: row.nameZh, en: row.nameEn },
    class: row.class,
    assembly: row.isAssembly === 1,
    quantity: quantityOf(row.quantityMilli),
    ...rangeOf(row),
  })

export const toDecisionView = (
  { partKey, seq, action, reason, decidedAt, decidedBy }: Decision,
  decidedByName: string | null,
): z.output<typeof DecisionView> => ({
  number: partKey,
  seq,
  action,
  reason,
  decidedAt: instant(decidedAt),
  ...{ decidedBy, decidedByName },
})

const quantityOrNull = (milli: number | null) => (milli === null ? null : quantityOf(milli))

export const toPreviewView = ({ model, lines, changes }: ServicePlan): z.output<typeof PreviewView> => ({
  code: model.key,
  lines: lines.length,
  changes: changes.map(({ line, before, after }) => ({
    number: line.partKey,
    ...rangeOf(line),
    before: quantityOrNull(before),
    after: quantityOrNull(after),
  })),
})

export const toFindingView = (ctx: Ctx, finding: ModelFinding): z.output<typeof FindingView> => ({
  model: finding.modelKey,
  productLine: finding.productLine,
  kind: finding.kind,
  severity: FINDINGS[finding.kind],
  number: finding.partKey,
  message: findingWords(finding)[ctx.locale],
})
