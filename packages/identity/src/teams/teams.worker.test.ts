import { env } from 'cloudflare:workers'
import { hire, World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
type Member = { personId: string; position: string; supervises: boolean; untilAt: string | null }
type Team = { id: string; names: { zh: string }; status: string; mergedInto: string | null; members: Member[] }
type History = Team & {
  formerNames: { names: { zh: string }; untilAt: string }[]
  formerMembers: Member[]
  mergedFrom: { id: string; names: { zh: string } }[]
}

const as = () => world.keyFor('serviceDirector')
const send = async <T = Team>(method: string, path: string, body?: unknown, expected = 200) =>
  world.json<T>(method, `/v1/teams${path}`, { as: await as(), body, expect: expected })
const make = (zh: string) => send('POST', '', { names: { zh, en: zh } }, 201)
const history = (id: string) => send<History>('GET', `/${id}`)
const put = (team: Team, personId: string, position: string, supervises = false) =>
  send('PUT', `/${team.id}/members/${personId}`, { position, supervises })

test('a renamed team is called something else and remembers what it was called, and until when', async () => {
  const team = await make('服务热线')
  world.pass(1_000)
  await send('PATCH', `/${team.id}`, { names: { zh: '客户服务中心', en: 'Customer service' } })
  const now = await history(team.id)
  expect(now.names.zh).toBe('客户服务中心')
  expect(now.formerNames).toMatchObject([{ names: { zh: '服务热线' }, untilAt: new Date(world.now).toISOString() }])
})

test('supervisors, positions and members change, and who was what is kept', async () => {
  const team = await make('现场服务')
  const [lead, hand] = [await hire(world, 'serviceDirector'), await hire(world, 'auditor')]
  await put(team, hand.personId, '技师')
  const both = await put(team, lead.personId, '组长', true)
  expect(both.members.map((each) => [each.personId, each.supervises])).toEqual([
    [lead.personId, true],
    [hand.personId, false],
  ])
  world.pass(1_000)
  await put(team, hand.personId, '副组长', true)
  await send('DELETE', `/${team.id}/members/${lead.personId}`)
  const now = await history(team.id)
  expect(now.members).toMatchObject([{ personId: hand.personId, position: '副组长' }])
  expect(now.formerMembers.map((each) => each.position).toSorted()).toEqual(['技师', '组长'].toSorted())
  await send('DELETE', `/${team.id}/members/${lead.personId}`, undefined, 404)
})

test('a merged team stays, points to the one it became, and its people move', async () => {
  const [from, into] = [await make('客户投诉'), await make('客户关怀')]
  const [one, shared] = [await hire(world, 'auditor'), await hire(world, 'auditor')]
  await put(from, one.personId, '专员', true)
  await put(from, shared.personId, '专员')
  await put(into, shared.personId, '组长', true)
  const merged = await send('POST', `/${from.id}/merge`, { into: into.id })
  expect(merged).toMatchObject({ status: 'merged', mergedInto: into.id, members: [] })
  const now = await history(into.id)
  expect(now.mergedFrom).toMatchObject([{ id: from.id, names: { zh: '客户投诉' } }])
  expect(now.members).toMatchObject([
    { personId: shared.personId, position: '组长', supervises: true },
    { personId: one.personId, position: '专员', supervises: false },
  ])
  expect((await history(from.id)).formerMembers).toHaveLength(2)
  for (const [method, path, body] of [
    ['PATCH', '', { names: { zh: '又', en: 'again' } }],
    ['POST', '/merge', { into: into.id }],
    ['PUT', `/members/${one.personId}`, { position: '专员' }],
  ] as const)
    await send(method, `/${from.id}${path}`, body, 409)
  await send('POST', `/${into.id}/merge`, { into: into.id }, 422)
  await send('POST', `/${into.id}/merge`, { into: from.id }, 409)
})

test("only HQ's people are in its teams, and only HQ sees them", async () => {
  const team = await make('配件管理')
  const channel = await world.openChannel()
  const outsider = await hire(world, 'principal', channel)
  for (const personId of [outsider.personId, 'per_none'])
    await send('PUT', `/${team.id}/members/${personId}`, { position: '专员' }, 404)
  for (const path of ['', `/${team.id}`])
    expect((await world.call('GET', `/v1/teams${path}`, { person: outsider.cookies })).status).toBe(403)
})

test('two who change a team at once both succeed, one after the other', async () => {
  const team = await make('服务培训')
  const people = await Promise.all([hire(world, 'auditor'), hire(world, 'auditor'), hire(world, 'auditor')])
  await Promise.all(people.map(({ personId }) => put(team, personId, '讲师')))
  expect((await history(team.id)).members).toHaveLength(3)
})

test('what a team was cannot be rewritten', async () => {
  const team = await make('返厂维修')
  const { personId } = await hire(world, 'auditor')
  await put(team, personId, '技师')
  world.pass(1_000)
  await send('PATCH', `/${team.id}`, { names: { zh: '维修中心', en: 'Repair' } })
  await send('DELETE', `/${team.id}/members/${personId}`)
  for (const text of [
    `update team_name set name_zh = 'x' where team_id = ?`,
    `update team_name set until_at = 1 where team_id = ? and until_at is not null`,
    `delete from team_name where team_id = ?`,
    `insert or replace into team_name select team_id, from_at, 'x', 'x', null from team_name where team_id = ?`,
    `update team_member set position = 'x' where team_id = ?`,
    `delete from team_member where team_id = ?`,
    `insert or replace into team_member select team_id, id, person_id, 'x', 0, from_at, null from team_member where team_id = ?`,
  ])
    await expect(env.HQ_DB.prepare(text).bind(team.id).run(), text).rejects.toThrow('team/past')
})
