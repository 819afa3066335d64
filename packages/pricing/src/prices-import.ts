import type { ImportKind } from '@partline/catalog'
import { entryKey, type GivenPrice, judgePriceRows, readPriceRow, repeatedPrice } from './judge-price-rows.ts'
import {
  pricesUnmoved,
  readPricesRevision,
  readPriceTargets,
  readTargetVersion,
  type StagedPrice,
  writeStagedPrices,
} from './prices-import.repo.ts'
import { notDraft } from './problems.ts'

/**
 * Prices by file into a draft of either book (§8.2.2 b): part number, price in yuan, and for one grade only if named.
 * A draft is filled in one batch or not at all.
 */
export const pricesImport: ImportKind<GivenPrice, StagedPrice> = {
  kind: 'prices',
  columns: [
    { name: 'part_number', required: true, headers: ['配件号', '零件号', '图号', 'Part number'] },
    { name: 'price', required: true, headers: ['价格(元)', '价格', 'Price (yuan)'] },
    { name: 'grade', headers: ['级别', '渠道级别', 'Grade'] },
  ],
  takesVersion: true,
  readRevision: (ctx, target) => readPricesRevision(ctx, target.versionId ?? ''),
  revisionUnmoved: (ctx, target, revision) => pricesUnmoved(ctx, target.versionId ?? '', revision),
  async requireTarget(ctx, target) {
    const version = await readTargetVersion(ctx, target.versionId ?? '')
    if (version?.status !== 'draft' || version.method !== 'entries') throw notDraft()
  },
  read: readPriceRow,
  repeated: repeatedPrice,
  async judge(ctx, rows, target) {
    const keys = [...new Set(rows.flatMap((row) => (row.identity === '' ? [] : [row.key])))]
    const { version, grades, parts, entries } = await readPriceTargets(ctx, target.versionId ?? '', keys)
    if (!version) throw notDraft()
    return judgePriceRows(rows, {
      book: version.book,
      grades,
      parts: new Map(parts.map((part) => [part.key, part])),
      entries: new Map(entries.map((entry) => [entryKey(entry.partKey, entry.grade), entry])),
    })
  },
  writes: {
    atomic: true,
    writeAll: (ctx, importId, target) => writeStagedPrices(ctx, target.versionId ?? '', importId),
  },
}
