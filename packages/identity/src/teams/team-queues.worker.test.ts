import { env } from 'cloudflare:workers'
import type { WorkKind } from '@partline/db'
import { audit } from '@partline/db/tables'
import type { Channel, HqRole } from '@partline/identity'
import { World } from '@partline/testing'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { mergeTeam } from './merge-team.ts'
import { pageOfQueue } from './queue.repo.ts'
import { setWorkTeam } from './set-work-team.ts'

const world = new World({ bindings: env })
type Team = { id: string }
type Kind = { kind: string; team: { id: string; names: { zh: string }; sinceAt: string } | null }
type Span = { kind: string; fromAt: string; untilAt?: string }
type History = { work: Span[]; formerWork: Span[] }
type Queue = {
  items: { kind: string; id: string; channelId: string | null; sinceAt: string; what: string }[]
  nextCursor: string | null
  totals: { kind: string; open: number }[]
}

const send = async <T>(method: string, path: string, body?: unknown, expected = 200, as: HqRole = 'serviceDirector') =>
  world.json<T>(method, `/v1${path}`, { as: await world.keyFor(as), body, expect: expected })
const make = (zh: string) => send<Team>('POST', '/teams', { names: { zh, en: zh } }, 201)
const history = ({ id }: Team) => send<History>('GET', `/teams/${id}`)
const route = (kind: string, team: Team | null, expected = 200) =>
  send<Kind>('PUT', `/work-kinds/${kind}/team`, { teamId: team?.id ?? null }, expected)
const teamOf = async (kind: string) =>
  (await send<{ items: Kind[] }>('GET', '/work-kinds')).items.find((each) => each.kind === kind)?.team ?? null
const queueOf = async ({ id }: Team, channel: Channel, role: HqRole = 'serviceDirector', query = '') =>
  world.json<Queue>('GET', `/v1/teams/${id}/queue${query}`, {
    as: await world.keyFor(role),
    channel: channel.id,
    expect: 200,
  })
const instantOf = (at: number) => new Date(at).toISOString()

let serial = 0

async function fail(channelId: string, at: number): Promise<string> {
  const id = `exc_${++serial}`
  await env.HQ_DB.prepare(
    `insert into exception (id, kind, channel_id, subject, message, reason, times, first_at, last_at)
      values (?1, 'delivery', ?2, ?1, '{}', 'internal-error', 1, ?3, ?3)`,
  )
    .bind(id, channelId, at)
    .run()
  return id
}

async function alarm(channelId: string, at: number): Promise<string> {
  const id = `lal_${++serial}`
  await env.HQ_DB.prepare(
    `insert into lookup_alert (id, channel_id, actor_id, role, kind, day, at, detail, status)
      values (?1, ?2, ?1, '', 'honeyPart', '2026-11-23', ?3, '{}', 'open')`,
  )
    .bind(id, channelId, at)
    .run()
  return id
}

test('a kind of work comes to one team at a time, what waits goes along, and where it came before is kept', async () => {
  const [parts, strategy] = [await make('配件管理'), await make('服务策审')]
  const channel = await world.openChannel()
  const id = await fail(channel.id, world.now)
  const began = world.now
  expect(await route('exception', parts)).toMatchObject({
    kind: 'exception',
    team: { id: parts.id, names: { zh: '配件管理' }, sinceAt: instantOf(began) },
  })
  expect((await queueOf(parts, channel)).items).toEqual([
    { kind: 'exception', id, channelId: channel.id, sinceAt: instantOf(began), what: 'delivery' },
  ])
  world.pass(1_000)
  await route('exception', strategy)
  expect((await queueOf(parts, channel)).totals).toEqual([])
  expect((await queueOf(strategy, channel)).totals).toEqual([{ kind: 'exception', open: 1 }])
  const was = { kind: 'exception', fromAt: instantOf(began), untilAt: instantOf(world.now) }
  expect(await history(parts)).toMatchObject({ work: [], formerWork: [was] })
  expect(await history(strategy)).toMatchObject({ work: [{ kind: 'exception', fromAt: instantOf(world.now) }] })
  await route('exception', strategy)
  expect((await history(strategy)).formerWork, 'said again, nothing has changed').toEqual([])
})

test('a kind without a team is in nobody’s queue, and HQ sees that it has none', async () => {
  const team = await make('服务热线')
  const channel = await world.openChannel()
  await alarm(channel.id, world.now)
  await route('lookupAlert', team)
  expect((await queueOf(team, channel)).items).toHaveLength(1)
  expect(await route('lookupAlert', null)).toMatchObject({ kind: 'lookupAlert', team: null })
  expect(await teamOf('lookupAlert')).toBeNull()
  expect(await queueOf(team, channel)).toEqual({ items: [], nextCursor: null, totals: [] })
})

test('a merged team’s work comes to the team it became, from the same instant on, and a rename changes nothing', async () => {
  const [from, into] = [await make('客户投诉'), await make('客户关怀')]
  const channel = await world.openChannel()
  await fail(channel.id, world.now)
  await route('exception', from)
  await route('lookupAlert', from)
  const began = instantOf(world.now)
  world.pass(1_000)
  await send('PATCH', `/teams/${from.id}`, { names: { zh: '投诉中心', en: 'Complaints' } })
  expect(await teamOf('exception')).toMatchObject({ names: { zh: '投诉中心' }, sinceAt: began })
  world.pass(1_000)
  await send('POST', `/teams/${from.id}/merge`, { into: into.id })
  const merged = instantOf(world.now)
  const kinds = ['exception', 'lookupAlert']
  const past = await history(from)
  expect(past.work).toEqual([])
  expect(past.formerWork).toEqual(kinds.map((kind) => ({ kind, fromAt: began, untilAt: merged })))
  expect((await history(into)).work).toEqual(kinds.map((kind) => ({ kind, fromAt: merged })))
  expect((await queueOf(into, channel)).items).toHaveLength(1)
  expect((await queueOf(from, channel)).items).toEqual([])
  await route('exception', from, 409)
})

test('only work of kinds the caller may read is shown or counted', async () => {
  const team = await make('服务策审')
  const channel = await world.openChannel()
  await fail(channel.id, world.now)
  await alarm(channel.id, world.now)
  for (const kind of ['exception', 'lookupAlert']) await route(kind, team)
  const seen = { admin: ['exception'], priceManager: ['lookupAlert'], auditor: ['exception', 'lookupAlert'] } as const
  for (const [role, kinds] of Object.entries(seen)) {
    const queue = await queueOf(team, channel, role as HqRole)
    expect(queue.items.map(({ kind }) => kind).toSorted(), role).toEqual(kinds)
    expect(queue.totals, role).toEqual(kinds.map((kind) => ({ kind, open: 1 })))
  }
})

test('a queue is paged oldest first over all its kinds, of open work alone, of one channel when HQ names it', async () => {
  const team = await make('服务策审')
  const [channel, other] = [await world.openChannel(), await world.openChannel()]
  for (const kind of ['exception', 'lookupAlert']) await route(kind, team)
  const ids: string[] = []
  for (let n = 0; n < 6; n++) ids.push(await (n % 2 ? alarm : fail)(channel.id, world.now - 10_000 + Math.floor(n / 2)))
  await fail(other.id, world.now)
  const done = await fail(channel.id, world.now - 20_000)
  await env.HQ_DB.prepare('update exception set resolved_at = 1 where id = ?').bind(done).run()
  const seen: string[] = []
  let query = '?limit=4'
  for (;;) {
    const page = await queueOf(team, channel, 'serviceDirector', query)
    expect(page.totals).toEqual([
      { kind: 'exception', open: 3 },
      { kind: 'lookupAlert', open: 3 },
    ])
    seen.push(...page.items.map(({ id }) => id))
    if (page.nextCursor === null) break
    query = `?limit=4&cursor=${page.nextCursor}`
  }
  expect(seen).toEqual(ids)
  const all = await send<Queue>('GET', `/teams/${team.id}/queue?limit=100`)
  expect(all.items.map(({ channelId }) => channelId)).toEqual(expect.arrayContaining([channel.id, other.id]))
  await fail('hq', world.now + 1)
  const { items } = await send<Queue>('GET', `/teams/${team.id}/queue?sort=-sinceAt&limit=1`)
  expect(items, 'HQ’s own').toMatchObject([{ channelId: null }])
})

test('a kind whose records live on the shards joins a queue by its entry alone', async () => {
  const ctx = world.ctx({ kind: 'hq', role: 'serviceDirector' })
  const open = sql`${audit.action} = 'made.up'`
  const names = { zh: '工单', en: 'Orders' }
  const madeUp: WorkKind = {
    ...{ kind: 'madeUp', names, may: 'team:read', table: audit, open, since: audit.at, what: audit.role },
  }
  const team = await make('返厂维修')
  await setWorkTeam(ctx, 'madeUp', team.id)
  const channels = await Promise.all(['1', '2'].map((shard) => world.openChannel({ shard })))
  for (const [n, channel] of channels.entries())
    await env[n === 0 ? 'CHANNEL_DB_1' : 'CHANNEL_DB_2']
      .prepare(
        `insert into audit (channel_id, id, at, actor_id, actor_label, role, action, subject, detail, request_id)
          values (?, ?, ?, 'a', 'a', 'r', 'made.up', 's', '{}', 'q')`,
      )
      .bind(channel.id, `aud_made_${n}`, n)
      .run()
  const all = await pageOfQueue(ctx, [madeUp], team.id, { limit: 1 })
  expect(all).toMatchObject({ items: [{ id: 'aud_made_0', what: 'r' }], totals: [{ kind: 'madeUp', open: 2 }] })
  const next = await pageOfQueue(ctx, [madeUp], team.id, { limit: 1, cursor: all.nextCursor ?? '' })
  expect(next).toMatchObject({ items: [{ id: 'aud_made_1', channelId: channels[1]?.id }], nextCursor: null })
  const one = await pageOfQueue(ctx.with({ home: channels[1] }), [madeUp], team.id, { limit: 5 })
  expect(one).toMatchObject({ items: [{ id: 'aud_made_1' }], totals: [{ kind: 'madeUp', open: 1 }] })
  await env.CHANNEL_DB_1.prepare(`insert into channel_away values (?, 'mov_1', 'left', 0)`).bind(channels[0]?.id).run()
  const rest = await pageOfQueue(ctx, [madeUp], team.id, { limit: 5 })
  expect(rest.totals, 'rows that moved to another shard are not shown here').toEqual([{ kind: 'madeUp', open: 1 }])
})

test('an unknown kind or team is not found', async () => {
  const team = await make('现场服务')
  await route('complaintOfNobody', team, 404)
  await route('exception', { id: 'tem_none' }, 404)
  await send('GET', '/teams/tem_none/queue', undefined, 404)
})

test('of two who send a kind to different teams at once, or merge its team meanwhile, one has to look again', async () => {
  const [one, two, three] = [await make('甲'), await make('乙'), await make('丙')]
  const ctx = world.ctx({ kind: 'hq', role: 'serviceDirector' })
  const set = (team: Team) => setWorkTeam(ctx, 'contested', team.id)
  const raced = async (...acts: Promise<unknown>[]) => {
    const ends = await Promise.allSettled(acts)
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
    expect(lost).toEqual([expect.stringContaining('guard/failed')])
  }
  await raced(set(one), set(two))
  await set(one)
  await raced(set(two), mergeTeam(ctx, one.id, three.id))
  await set(one)
  await raced(mergeTeam(ctx, one.id, three.id), set(two))
  await route('lookupAlert', null)
  await Promise.all([route('lookupAlert', two), route('lookupAlert', three)])
  expect([two.id, three.id], 'within a request it looks again by itself').toContain((await teamOf('lookupAlert'))?.id)
})

test('which team work came to cannot be rewritten', async () => {
  const team = await make('服务培训')
  await route('exception', team)
  await route('lookupAlert', team)
  await route('lookupAlert', null)
  for (const text of [
    `update team_work set kind = 'x' where team_id = ?`,
    `update team_work set from_at = 1 where team_id = ?`,
    `update team_work set until_at = null where team_id = ? and until_at is not null`,
    `delete from team_work where team_id = ?`,
    `insert or replace into team_work select id, kind, team_id, 1, null from team_work where team_id = ?`,
    `insert or replace into team_work select 'twk_other', kind, team_id, 1, null from team_work
      where team_id = ? and until_at is null`,
  ])
    await expect(env.HQ_DB.prepare(text).bind(team.id).run(), text).rejects.toThrow('team/past')
})
