import { type Ctx, fanOut, listRows, type PageRequest, pageOf, planPage, type RowOf } from '@partline/db'
import { audit } from '@partline/db/tables'
import { and, eq } from 'drizzle-orm'

export type AuditRow = RowOf<typeof audit>

const SORTS = { at: { key: 'at', column: audit.at } }

/** The trail of the caller's channel; for HQ naming none, of HQ itself and of every channel. */
export async function pageOfAudit(ctx: Ctx, request: PageRequest, subject: string | undefined) {
  const plan = planPage(request, SORTS, { key: 'id', column: audit.id }, '-at')
  const where = and(subject === undefined ? undefined : eq(audit.subject, subject), plan.where)
  const rows: AuditRow[] = ctx.home
    ? [...(await listRows(ctx, (scope) => scope.select(audit, where, plan))), ...(await hqRows())]
    : [...(await fanOut(ctx, (system) => system.select(audit, where, plan))), ...(await allHqRows())]
  return pageOf(rows, plan, request, '-at')

  async function hqRows(): Promise<AuditRow[]> {
    const db = ctx.hq.forChannel(ctx.home?.id ?? '')
    return (await db.read(db.select(audit, where, plan)))[0]
  }
  async function allHqRows(): Promise<AuditRow[]> {
    const system = ctx.databases.system('hq')
    return (await system.read(system.select(audit, where, plan)))[0]
  }
}
