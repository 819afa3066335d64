import type { Ctx, Statement } from '@partline/db'
import { catalogueUnmoved, moveCatalogue, readCatalogueRevision } from './catalogue-state.repo.ts'
import { type ImportKind, rowError } from './import-kind.ts'
import { judgePartRows, type StagedPart } from './judge-part-rows.ts'
import { type GivenPart, PART_COLUMNS, readPartRow } from './part-row.ts'
import {
  knownKeys,
  readFileLinks,
  readGivenOn,
  readKnownParts,
  setSuccessors,
  writeParts,
} from './parts-import.repo.ts'
import { importOutdated } from './problems.ts'
import { refusedLinks } from './settle-links.ts'
import { readLinks } from './supersession.repo.ts'

/** Files of parts (P1, P7, M4). A long one is written in chunks, its supersession links all at once at the end. */
export const partsImport: ImportKind<GivenPart, StagedPart> = {
  kind: 'parts',
  columns: PART_COLUMNS,
  takesVersion: false,
  readRevision: (ctx) => readCatalogueRevision(ctx.hq),
  revisionUnmoved: (ctx, _target, revision) => catalogueUnmoved(ctx.hq, revision),
  requireTarget: async () => undefined,
  read: readPartRow,
  repeated: (line) =>
    rowError('duplicate_number', 'part_number', {
      zh: `与第 ${line} 行的配件号相同`,
      en: `The same number as on line ${line}`,
    }),
  async settle(ctx, importId) {
    const refused = await refusedIn(ctx, importId)
    const given = await readGivenOn(
      ctx,
      importId,
      refused.map((each) => each.line),
    )
    return refused.map(({ line, issue }) => ({ line, given: { ...given.get(line), successorKey: null }, issue }))
  },
  judge: async (ctx, rows, source) =>
    judgePartRows(
      rows,
      await readKnownParts(
        ctx,
        rows.map((row) => row.key),
      ),
      source,
    ),
  writes: {
    atomic: false,
    async write(ctx, importId, rows) {
      await requireLinks(ctx, importId)
      return [...writeParts(ctx, rows, 'links'), moveCatalogue(ctx.hq)]
    },
    writeChunk: (ctx, rows) => [...writeParts(ctx, rows, 'noLinks'), moveCatalogue(ctx.hq)],
    async finish(ctx, importId): Promise<Statement[]> {
      await requireLinks(ctx, importId)
      const links = setSuccessors(ctx, await readFileLinks(ctx, importId))
      return links.length === 0 ? [] : [...links, moveCatalogue(ctx.hq)]
    },
  },
}

/** What was settled when the file was staged may stand no longer: others go on changing the catalogue meanwhile. */
async function requireLinks(ctx: Ctx, importId: string): Promise<void> {
  if ((await refusedIn(ctx, importId)).length > 0) throw importOutdated()
}

async function refusedIn(ctx: Ctx, importId: string) {
  const fileLinks = await readFileLinks(ctx, importId)
  if (fileLinks.length === 0) return []
  const successors = [...new Set(fileLinks.flatMap((link) => link.successorKey ?? []))]
  const [[links], there] = await Promise.all([ctx.hq.read(readLinks(ctx.hq)), knownKeys(ctx, importId, successors)])
  return refusedLinks(fileLinks, (key) => there.has(key), links)
}
