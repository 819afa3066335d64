import type { Ctx } from '@partline/db'
import { instant, type Locale } from '@partline/kernel'
import type * as z from 'zod'
import type { ClassChange } from './class-changes.repo.ts'
import type { RowIssue } from './import-kind.ts'
import { columnsOf, countsOf, type ImportBatch, type ImportRowRecord, issuesOf } from './imports.repo.ts'
import type { AnyPartView, ClassChangeView, ImportRowView, ImportView } from './inputs.ts'
import type { Part } from './parts.repo.ts'

/** Whether the brand's own costs may be shown: to HQ's people with the right, and to no dealer (T4). */
export const maySeeCosts = (ctx: Ctx) => ctx.actor.kind === 'hq' && ctx.may('price.settlement:read')

export function toPartView(ctx: Ctx, row: Part, classByName: string | null): z.output<typeof AnyPartView> {
  return {
    number: row.key,
    names: { zh: row.nameZh, en: row.nameEn },
    unit: row.unit,
    class: row.class,
    weightG: row.weightG,
    taxRateBps: row.taxRateBps,
    serviceable: row.serviceable === 1,
    packQuantity: row.packQuantity,
    successorNumber: row.successorKey,
    ...(maySeeCosts(ctx) ? { ...costedOf(row), classByName } : {}),
    version: row.version,
    updatedAt: instant(row.updatedAt),
  }
}

const instantOrNull = (at: number | null) => (at === null ? null : instant(at))

/** Parts there were before classes had reasons say neither who nor when. */
const costedOf = ({ costFen, family, classReason, classBy, classAt }: Part) => ({
  ...{ costFen, family, classReason, classBy: classBy || null },
  classAt: instantOrNull(classAt || null),
})

export const toClassChangeView = ({ partKey: _, changedAt, ...change }: ClassChange, changedByName: string | null) =>
  ({ ...change, changedAt: instant(changedAt), changedByName }) as z.output<typeof ClassChangeView>

const inLocale = (issues: RowIssue[], locale: Locale) =>
  issues.map((issue) => ({ ...issue, message: issue.message[locale] }))

export function toImportView(ctx: Ctx, batch: ImportBatch, createdByName: string | null): z.output<typeof ImportView> {
  const { id, kind, versionId, fileName, format, encoding, sheet, mode, status, revision, createdBy } = batch
  const { total: rows, staged, judged, applied } = batch
  return {
    ...{ id, kind, versionId, fileName, format, encoding, sheet, mode, status, revision },
    columns: columnsOf(batch),
    progress: { rows, staged, judged, applied },
    counts: countsOf(batch),
    issues: inLocale(issuesOf(batch.fileIssues), ctx.locale),
    createdAt: instant(batch.createdAt),
    ...{ createdBy, createdByName },
    appliedAt: instantOrNull(batch.appliedAt),
    endedAt: instantOrNull(batch.endedAt),
    forgottenAt: instantOrNull(batch.forgottenAt),
  }
}

export function toImportRowView(ctx: Ctx, row: ImportRowRecord): z.output<typeof ImportRowView> {
  const { line, verdict, key } = row
  return { line, verdict, key, issues: inLocale(issuesOf(row.issues), ctx.locale) }
}
