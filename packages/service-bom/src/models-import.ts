import { type ImportKind, rowError } from '@partline/catalog'
import { bomsUnmoved, readBomRevision } from './bom-state.repo.ts'
import { judgeModelRows } from './judge-model-rows.ts'
import { MODEL_COLUMNS, type ModelFields, readModelRow } from './model-row.ts'
import { readKnownModels, writeStagedModels } from './models-import.repo.ts'

/** Files of finished products (P2, M4): all rows in one batch. A new one belongs to whoever imports it. */
export const modelsImport: ImportKind<Partial<ModelFields>, ModelFields> = {
  kind: 'models',
  columns: MODEL_COLUMNS,
  takesVersion: false,
  readRevision: (ctx) => readBomRevision(ctx.hq),
  revisionUnmoved: (ctx, _target, revision) => bomsUnmoved(ctx.hq, revision),
  requireTarget: async () => undefined,
  read: readModelRow,
  repeated: (line) =>
    rowError('duplicate_code', 'code', { zh: `与第 ${line} 行的代号相同`, en: `The same code as on line ${line}` }),
  async judge(ctx, rows) {
    const keys = rows.map((row) => row.key)
    const { models, productLines } = await readKnownModels(ctx, keys)
    return judgeModelRows(rows, models, productLines)
  },
  writes: { atomic: true, writeAll: writeStagedModels },
}
