import type { RowOf } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { ApiKey } from './api-keys.repo.ts'
import type { AuditRow } from './audit.repo.ts'
import type { Grade } from './grades.repo.ts'
import type { ApiKeyView, AuditView, ChannelView, GradeView } from './inputs.ts'
import type { channel } from './tables.ts'

export function toChannelView(row: RowOf<typeof channel>): z.output<typeof ChannelView> {
  const { appliedVersion, createdAt, updatedAt, status, ...rest } = row
  return {
    ...rest,
    status: appliedVersion === 0 && status === 'active' ? 'provisioning' : status,
    takingEffect: appliedVersion < row.version,
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
  }
}

export function toApiKeyView(row: ApiKey & { secret?: string }): z.output<typeof ApiKeyView> {
  return {
    id: row.id,
    channelId: row.channelId === 'hq' ? null : row.channelId,
    label: row.label,
    role: row.role,
    lookupsPerMinute: row.lookupsPerMinute,
    distinctPartsPerDay: row.distinctPartsPerDay,
    createdAt: instant(row.createdAt),
    expiresAt: instant(row.expiresAt),
    revokedAt: row.revokedAt === null ? null : instant(row.revokedAt),
    ...(row.secret === undefined ? {} : { secret: row.secret }),
  }
}

export function toAuditView(row: AuditRow): z.output<typeof AuditView> {
  return { ...row, at: instant(row.at), detail: JSON.parse(row.detail) as Record<string, string | number | null> }
}

export const toGradeView = (row: Grade): z.output<typeof GradeView> => ({
  code: row.code,
  names: { zh: row.nameZh, en: row.nameEn },
})
