import type { ImportKind } from '@partline/catalog'
import { partKey } from '@partline/kernel'
import { entryKey, judgePriceRows } from './judge-price-rows.ts'
import {
  pricesUnmoved,
  readPricesRevision,
  readPriceTargets,
  type StagedPrice,
  writePrices,
} from './prices-import.repo.ts'
import { notDraft } from './problems.ts'

/** Prices by file into a draft of either book (§8.2.2 b): part number, price in yuan, and for one grade only if named. */
export const pricesImport: ImportKind<StagedPrice> = {
  kind: 'prices',
  columns: [{ name: 'part_number', required: true }, { name: 'price', required: true }, { name: 'grade' }],
  takesVersion: true,
  readRevision: (ctx, target) => readPricesRevision(ctx, target.versionId ?? ''),
  revisionUnmoved: (ctx, target, revision) => pricesUnmoved(ctx, target.versionId ?? '', revision),
  async simulate(ctx, rows, target) {
    const keys = [...new Set(rows.flatMap((row) => partKey(row.cells.part_number ?? '') ?? []))]
    const { version, grades, parts, entries } = await readPriceTargets(ctx, target.versionId ?? '', keys)
    if (version?.status !== 'draft' || version.method !== 'entries') throw notDraft()
    return judgePriceRows(rows, {
      book: version.book,
      grades,
      parts: new Map(parts.map((part) => [part.key, part])),
      entries: new Map(entries.map((entry) => [entryKey(entry.partKey, entry.grade), entry])),
    })
  },
  applyStatements: (ctx, rows, target) =>
    writePrices(
      ctx.hq,
      target.versionId ?? '',
      rows.map(({ key, fields }) => ({ key, ...fields })),
    ),
}
