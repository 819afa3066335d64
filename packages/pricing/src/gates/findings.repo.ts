import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { model } from '@partline/service-bom/tables'
import { type SQL, sql } from 'drizzle-orm'
import { GATES, type Gate, type GateCount } from './gate.ts'
import type { judgedFinding } from './tables.ts'

type Judged = { id: string; book: string; status: string }
export type Finding = RowOf<typeof judgedFinding> & { nameZh: string | null; nameEn: string | null; place: string }
type FindingState = 'open' | 'requested' | 'excepted'
export type FindingKey = { gate: Gate; subject: string }
export type FindingFilter = { gate?: Gate | undefined; subject?: string | undefined; state?: FindingState | undefined }

export const isJudged = ({ status }: { status: string }): boolean => status === 'draft' || status === 'inReview'

/** Where the findings of a version are: a draft's in the rules as they are now, a published one's in the evidence. */
const findingsOf = (version: Judged): SQL => (isJudged(version) ? sql`judged_finding` : sql`publication_finding`)

/** A pair finds a dealer price above the guide price from either side; together it is counted at the settlement version. */
const foundBeside = ({ book }: Judged, beside: readonly Judged[]): SQL =>
  book === 'guide'
    ? sql`f.gate = 'settlementAboveGuide' and f.other_key in (select value from json_each(${JSON.stringify(beside.map(({ id }) => id))}))`
    : sql`false`

const countsOf = (hq: HqDb, version: Judged, beside: readonly Judged[]): Statement<GateCount> =>
  hq.statement(sql`select f.gate, count(*) as found, sum(f.requested_by is not null) as requested,
    sum(f.approved_by is not null) as excepted from ${findingsOf(version)} f where f.version_id = ${version.id}
    and not (${foundBeside(version, beside)}) group by f.gate`)

/** Per gate how much was found in these versions together, each once; a gate without findings is not in it. */
export async function countFindings(ctx: Ctx, versions: readonly Judged[]): Promise<GateCount[]> {
  const rows = (await ctx.hq.read(...versions.map((version) => countsOf(ctx.hq, version, versions)))).flat()
  return GATES.flatMap((gate) => {
    const own = rows.filter((row) => row.gate === gate)
    const sum = (key: 'found' | 'requested' | 'excepted') => own.reduce((total, row) => total + row[key], 0)
    return own.length === 0
      ? []
      : [{ gate, found: sum('found'), requested: sum('requested'), excepted: sum('excepted') }]
  })
}

const STATE = {
  open: sql`f.requested_by is null`,
  requested: sql`f.requested_by is not null and f.approved_by is null`,
  excepted: sql`f.approved_by is not null`,
}

const FIELDS = sql`f.version_id as "versionId", f.gate, f.subject, f.item_key as "itemKey", f.grade,
  f.other_key as "otherKey", f.unit, f.measured, f.allowed_from as "allowedFrom", f.allowed_to as "allowedTo", f.reason,
  f.requested_by as "requestedBy", f.requested_at as "requestedAt", f.approved_by as "approvedBy", f.approved_at as "approvedAt"`

const SORTS = {
  gate: { key: 'place', column: sql`f.place` },
  subject: { key: 'subject', column: sql`f.subject` },
  measured: { key: 'measured', column: sql`f.measured` },
}

/** One page of a version's findings, with the names of the part or model each is about. */
export async function pageOfFindings(ctx: Ctx, version: Judged, request: PageRequest, filter: FindingFilter) {
  const plan = planPage(request, SORTS, { key: 'place', column: sql`f.place` }, 'gate')
  const { gate, subject, state } = filter
  const [rows] = await ctx.hq.read(
    ctx.hq.statement<Finding>(sql`
      select ${FIELDS}, f.place, coalesce(p.name_zh, m.name_zh) as "nameZh", coalesce(p.name_en, m.name_en) as "nameEn"
      from (select j.*, j.gate || char(9) || j.subject as place from ${findingsOf(version)} j
        where j.version_id = ${version.id} and ${gate ? sql`j.gate = ${gate}` : sql`true`}) f
      left join part p on p.key = f.item_key and f.gate not in ('doubleRule', 'modelNotJudged', 'familyCorridor')
      left join ${model} m on m.key = f.item_key and f.gate in ('doubleRule', 'modelNotJudged')
      where ${subject ? sql`instr(upper(f.subject), upper(${subject})) > 0` : sql`true`}
        and ${state ? STATE[state] : sql`true`} and ${plan.where ?? sql`true`}
      order by ${plan.orderBy} limit ${plan.limit}`),
  )
  return pageOf(rows, plan, request, 'gate')
}

/** What the gates find in a draft now: everything of one gate, or the findings named. */
export async function readFindings(ctx: Ctx, id: string, wanted: Gate | readonly FindingKey[]): Promise<Finding[]> {
  const gates = typeof wanted === 'string' ? [wanted] : [...new Set(wanted.map((each) => each.gate))]
  const named =
    typeof wanted === 'string'
      ? sql`true`
      : sql`(f.gate, f.subject) in (select w.value->>0, w.value->>1 from json_each(${keysJson(wanted)}) w)`
  const perGate = gates.map((gate) =>
    ctx.hq.statement<Finding>(sql`select ${FIELDS}, '' as place, null as "nameZh", null as "nameEn" from judged_finding f
      where f.version_id = ${id} and f.gate = ${gate} and ${named}`),
  )
  return (await ctx.hq.read(...perGate)).flat()
}

export const keysJson = (keys: readonly { gate: string; subject: string }[]): string =>
  JSON.stringify(keys.map(({ gate, subject }) => [gate, subject]))
