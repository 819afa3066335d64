import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { Entry } from './entries.repo.ts'
import type { EntryView, VersionView } from './inputs.ts'
import { shownStatus } from './price-book.ts'
import type { ShownVersion } from './price-books.repo.ts'

const at = (ms: number | null) => (ms === null ? null : instant(ms))

export function toVersionView(record: ShownVersion): z.output<typeof VersionView> {
  return {
    id: record.id,
    book: record.book,
    number: record.seq,
    status: shownStatus(record.status, record.effectiveOn, record.inForce),
    inForce: record.inForce?.id === record.id,
    method: record.method,
    taxBasis: record.taxBasis,
    note: record.note,
    effectiveOn: record.effectiveOn,
    entryCount: record.entryCount,
    companionId: record.companionId,
    compilation: record.compilation,
    discounts: record.discounts.map(({ grade, discountBps }) => ({ grade, discountBps })),
    createdAt: instant(record.createdAt),
    createdBy: record.createdBy,
    submittedAt: at(record.submittedAt),
    submittedBy: record.submittedBy,
    approvedAt: at(record.approvedAt),
    approvedBy: record.approvedBy,
    withdrawnAt: at(record.withdrawnAt),
    withdrawnBy: record.withdrawnBy,
    withdrawnReason: record.withdrawnReason,
    version: record.version,
  }
}

export function toEntryView(entry: Entry): z.output<typeof EntryView> {
  const { partKey, grade, priceFen, taxRateBps } = entry
  return { partNumber: partKey, grade: grade === '' ? null : grade, priceFen, taxRateBps }
}
