import type { HqDb } from '@partline/db'
import { sql } from 'drizzle-orm'

const KEPT = 'auth-secret'

/** A secret of this deployment that lives in HQ_DB, made the first time it is needed. */
export async function keptSecret(hq: HqDb): Promise<string> {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const [, rows] = await hq.writeBatch([
    hq.statement(sql`insert into deployment (key, value) values (${KEPT}, ${random}) on conflict (key) do nothing`),
    hq.statement(sql`select d.value from deployment d where d.key = ${KEPT}`),
  ])
  return (rows as { value: string }[])[0]?.value ?? ''
}
