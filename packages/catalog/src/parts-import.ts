import { catalogueUnmoved, moveCatalogue, readCatalogueRevision } from './catalogue-state.repo.ts'
import type { ImportKind } from './import-kind.ts'
import { judgePartRows, type StagedPart } from './judge-part-rows.ts'
import { PART_COLUMNS, readPartRow } from './part-row.ts'
import { readKnownParts, writeParts } from './parts-import.repo.ts'

/** Files of parts (P1, P7). */
export const partsImport: ImportKind<StagedPart> = {
  kind: 'parts',
  columns: PART_COLUMNS,
  takesVersion: false,
  readRevision: (ctx) => readCatalogueRevision(ctx.hq),
  revisionUnmoved: (ctx, _target, revision) => catalogueUnmoved(ctx.hq, revision),
  async simulate(ctx, rows) {
    const read = rows.map(readPartRow)
    const keys = new Set(read.flatMap(({ key, given }) => [key ?? [], given.successorKey ?? []].flat()))
    return judgePartRows(read, await readKnownParts(ctx, [...keys]))
  },
  applyStatements: (ctx, rows) => (rows.length === 0 ? [] : [...writeParts(ctx, rows), moveCatalogue(ctx.hq)]),
}
