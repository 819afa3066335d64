import type { WorkKind } from '@partline/db'
import { isNull } from 'drizzle-orm'
import { exception } from './tables.ts'

/** Open exceptions as work for a team. */
export const exceptionWork: WorkKind = {
  kind: 'exception',
  names: { zh: '异常', en: 'Exceptions' },
  may: 'exception:read',
  table: exception,
  open: isNull(exception.resolvedAt),
  since: exception.firstAt,
  what: exception.kind,
}
