import {
  type Ctx,
  nameOf,
  type Page,
  type PageRequest,
  pageOf,
  planPage,
  type Statement,
  type Store,
  tableKind,
  type WorkKind,
} from '@partline/db'
import { notFound } from '@partline/kernel'
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { team, teamWork } from '../tables.ts'

/** A record that waits, since epoch milliseconds. */
type OpenWork = { kind: string; id: string; channelId: string; sinceAt: number; what: string }
export type Queue = Page<OpenWork> & { totals: { kind: string; open: number }[] }

type Db = Store & { statement<Row>(fragment: SQL): Statement<Row> }
type Plan = ReturnType<typeof planPage>
type Limit = (kind: WorkKind) => SQL | undefined

const SORTS = { sinceAt: { key: 'sinceAt', column: sql`"sinceAt"` } }

const isAtHq = ({ table }: WorkKind) => tableKind(nameOf(table)) === 'brand'

/**
 * Open work of these kinds that comes to a team, oldest first, and how much of each kind there is; of the channel HQ names,
 * or of all. One batch for each database. @throws not-found
 */
export async function pageOfQueue(ctx: Ctx, kinds: readonly WorkKind[], teamId: string, request: PageRequest) {
  const { hq, home } = ctx
  const plan = planPage(request, SORTS, { key: 'id', column: sql`id` }, 'sinceAt')
  const ofHome: Limit = ({ table }) => home && eq(table.channelId, home.id)
  const comesHere: Limit = ({ kind }) =>
    sql`exists (select 1 from team_work where kind = ${kind} and team_id = ${teamId} and until_at is null)`
  const atHq = kinds.filter(isAtHq)
  const [teams, work, counts, ...pages] = await hq.read(
    hq.select(team, eq(team.id, teamId)),
    hq.select(teamWork, and(eq(teamWork.teamId, teamId), isNull(teamWork.untilAt))),
    ...openWork(hq, plan, atHq, (kind) => and(ofHome(kind), comesHere(kind))),
  )
  if (!teams[0]) throw notFound()
  const here = kinds.filter(({ kind }) => work.some((each) => each.kind === kind))
  const onShards = here.filter((kind) => !isAtHq(kind))
  const parts = [partOf(atHq, counts, pages), ...(await fromShards(ctx, plan, onShards, ofHome))]
  const totals = here.map(({ kind }) => ({
    kind,
    open: parts.reduce((sum, part) => sum + (part.counts.get(kind) ?? 0), 0),
  }))
  const rows = parts.flatMap((part) => part.rows)
  return { ...pageOf(rows, plan, request, 'sinceAt'), totals } satisfies Queue
}

async function fromShards(ctx: Ctx, plan: Plan, kinds: readonly WorkKind[], ofHome: Limit) {
  if (kinds.length === 0) return []
  const read = async (db: Db, limit: Limit) => {
    const [counts, ...pages] = await db.read(...openWork(db, plan, kinds, limit))
    return partOf(kinds, counts, pages)
  }
  if (ctx.channel) return [await read(ctx.channel, ofHome)]
  return Promise.all(
    ctx.databases.shardNames.map((name) => {
      const shard = ctx.databases.system(name)
      return read(shard, ({ table }) => shard.keptHere(table))
    }),
  )
}

type Counts = { counts: string }
type Found = Omit<OpenWork, 'kind'>

/** How much there is of every kind, and then a page of each. */
function openWork(
  db: Db,
  plan: Plan,
  kinds: readonly WorkKind[],
  limit: Limit,
): [Statement<Counts>, ...Statement<Found>[]] {
  const sources = kinds.map((kind) => {
    const { table, open, since, what } = kind
    return sql`(select ${table.id} as id, ${table.channelId} as "channelId", ${since} as "sinceAt", ${what} as what
      from ${sql.identifier(nameOf(table))} where ${and(open, limit(kind))})`
  })
  const counts = sources.map((source) => sql`(select count(*) from ${source})`)
  return [
    db.statement<Counts>(sql`select json_array(${sql.join(counts, sql`, `)}) as counts`),
    ...sources.map((source) =>
      db.statement<Found>(
        sql`select * from ${source} where ${plan.where ?? sql`true`} order by ${plan.orderBy} limit ${plan.limit}`,
      ),
    ),
  ]
}

function partOf(kinds: readonly WorkKind[], counts: readonly Counts[], pages: readonly Found[][]) {
  const open = JSON.parse(counts[0]?.counts ?? '[]') as number[]
  return {
    counts: new Map(kinds.map(({ kind }, at) => [kind, open[at] ?? 0])),
    rows: kinds.flatMap(({ kind }, at) => (pages[at] ?? []).map((row): OpenWork => ({ ...row, kind }))),
  }
}
