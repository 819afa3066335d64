import { hasErrors, type ReadRow, type RowVerdict } from './import-kind.ts'
import { changedFields, NEW_PART, type PartFields } from './part.ts'

/** A part as it shall be, and whether its search terms change. */
export type StagedPart = { fields: PartFields; renamed: boolean }

/** The verdict of every row against the parts there are (P7). A row with errors is rejected. */
export function judgePartRows(
  rows: readonly ReadRow<Partial<PartFields>>[],
  parts: ReadonlyMap<string, PartFields>,
): RowVerdict<StagedPart>[] {
  return rows.map(({ line, key, given, issues }) => {
    if (hasErrors(issues)) return { line, verdict: 'reject', key, fields: null, issues }
    const before = parts.get(key)
    const fields = { ...NEW_PART, ...before, ...given }
    if (!before) return { line, verdict: 'create', key, fields: { fields, renamed: true }, issues }
    const changes = changedFields(before, fields)
    if (changes.length === 0) return { line, verdict: 'unchanged', key, fields: null, issues }
    const renamed = changes.includes('nameZh') || changes.includes('nameEn')
    return { line, verdict: 'update', key, fields: { fields, renamed }, issues }
  })
}
