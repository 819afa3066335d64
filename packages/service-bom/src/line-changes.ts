import { lineKey, type ServiceLine } from './simplify.ts'

/** A line that comes, goes, or changes its quantity; in thousandths, null where it is not there. */
export type LineChange = { line: ServiceLine; before: number | null; after: number | null }

/** What differs between two service BOMs, by part and range. */
export function lineChanges(before: readonly ServiceLine[], after: readonly ServiceLine[]): LineChange[] {
  const was = new Map(before.map((line) => [lineKey(line), line]))
  const is = new Map(after.map((line) => [lineKey(line), line]))
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort()
  return keys.flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)]
    const line = now ?? old
    if (!line || old?.quantityMilli === now?.quantityMilli) return []
    return [{ line, before: old?.quantityMilli ?? null, after: now?.quantityMilli ?? null }]
  })
}
