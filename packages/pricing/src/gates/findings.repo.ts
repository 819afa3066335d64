import type { Ctx, HqDb, Statement } from '@partline/db'
import { type SQL, sql } from 'drizzle-orm'
import { GATES, type GateCount } from './gate.ts'

type Judged = { id: string; status: string }

/** Where the findings of a version are: a draft's in the rules as they are now, a published one's in the evidence. */
const findingsOf = ({ status }: { status: string }): SQL =>
  status === 'draft' || status === 'inReview' ? sql`judged_finding` : sql`publication_finding`

const countsOf = (hq: HqDb, version: Judged): Statement<GateCount> =>
  hq.statement(sql`select f.gate, count(*) as found, sum(f.requested_by is not null) as requested,
    sum(f.approved_by is not null) as excepted from ${findingsOf(version)} f where f.version_id = ${version.id} group by f.gate`)

/** Per gate how much was found in these versions together; a gate without findings is not in it. */
export async function countFindings(ctx: Ctx, versions: readonly Judged[]): Promise<GateCount[]> {
  const rows = (await ctx.hq.read(...versions.map((version) => countsOf(ctx.hq, version)))).flat()
  return GATES.flatMap((gate) => {
    const own = rows.filter((row) => row.gate === gate)
    const sum = (key: 'found' | 'requested' | 'excepted') => own.reduce((total, row) => total + row[key], 0)
    return own.length === 0
      ? []
      : [{ gate, found: sum('found'), requested: sum('requested'), excepted: sum('excepted') }]
  })
}
