import type { WorkKind } from '@partline/db'
import { sql } from 'drizzle-orm'
import { lookupAlert } from '../tables.ts'

/** Open alerts of the watch over look-ups as work for a team. */
export const lookupAlertWork: WorkKind = {
  kind: 'lookupAlert',
  names: { zh: '查价告警', en: 'Look-up alerts' },
  may: 'lookup-alert:read',
  table: lookupAlert,
  open: sql`${lookupAlert.status} = 'open'`,
  since: lookupAlert.at,
  what: lookupAlert.kind,
}
