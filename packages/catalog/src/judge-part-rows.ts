import { hasErrors, type ImportSource, type ReadRow, type RowVerdict } from './import-kind.ts'
import { changedFields, NEW_PART, type PartFields } from './part.ts'
import type { GivenPart } from './part-row.ts'

/** A part as it shall be, whether its search terms change, and who says why it is of a class that it was not before. */
export type StagedPart = { fields: PartFields; renamed: boolean; classed: Classed | null }
type Classed = { reason: string; by: string }

/** The verdict of every row against the parts there are (P7). A row with errors is rejected. */
export function judgePartRows(
  rows: readonly ReadRow<GivenPart>[],
  parts: ReadonlyMap<string, PartFields>,
  { fileName, createdBy }: Omit<ImportSource, 'id'>,
): RowVerdict<StagedPart>[] {
  return rows.map(({ line, key, given, issues }) => {
    if (hasErrors(issues)) return { line, verdict: 'reject', key, fields: null, issues }
    const before = parts.get(key)
    const { classReason, ...said } = given
    const fields = { ...NEW_PART, ...before, ...said }
    const reasoned = { reason: classReason ?? `import ${fileName}`, by: createdBy }
    if (!before) return { line, verdict: 'create', key, fields: { fields, renamed: true, classed: reasoned }, issues }
    const changes = changedFields(before, fields)
    if (changes.length === 0) return { line, verdict: 'unchanged', key, fields: null, issues }
    const renamed = changes.includes('nameZh') || changes.includes('nameEn')
    const classed = changes.includes('class') ? reasoned : null
    return { line, verdict: 'update', key, fields: { fields, renamed, classed }, issues }
  })
}
