import type { ImportKind } from '@partline/catalog'
import { writeStagedBoms } from './bom-import.repo.ts'
import { repeatedLine } from './bom-levels.ts'
import { BOM_COLUMNS, type GivenLine, readBomRow } from './bom-row.ts'
import { bomsUnmoved, readBomRevision } from './bom-state.repo.ts'
import { judgeBomRows } from './judge-bom-rows.ts'
import type { StagedLine } from './judge-model-bom.ts'

/**
 * Files of engineering BOMs (P2, M4). The BOMs of the models in the file are replaced, and their service BOMs made anew, in
 * one batch or not at all; decisions stay. Up to 5,000 lines a model, 30 levels, 10,000 lines of a service BOM.
 */
export const engineeringBomImport: ImportKind<GivenLine, StagedLine> = {
  kind: 'engineeringBom',
  columns: BOM_COLUMNS,
  takesVersion: false,
  allOrNothing: true,
  readRevision: (ctx) => readBomRevision(ctx.hq),
  revisionUnmoved: (ctx, _target, revision) => bomsUnmoved(ctx.hq, revision),
  requireTarget: async () => undefined,
  read: readBomRow,
  repeated: repeatedLine,
  judge: (ctx, rows, { id }) => judgeBomRows(ctx, rows, id),
  writes: { atomic: true, writeAll: writeStagedBoms },
}
