import { hire } from '@partline/testing'
import type { Brand, Tenant } from './brand.ts'
import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200 } as const
const write = { method: 'POST', scope: 'brand', ok: 200 } as const
const people = { ...write, may: ['person:write'] } satisfies Partial<OperationLine>
/** A person's own affairs: every key is refused, whatever its role. */
const own = { ...write, may: ['self:manage'] } satisfies Partial<OperationLine>
const teams = { ...write, may: ['team:write'] } satisfies Partial<OperationLine>

const PASSWORD = 'a long password'

/** Somebody new in a tenant, or at HQ. */
function guest(brand: Brand, tenant?: Tenant) {
  const account = `${brand.next('p').toLowerCase()}@people.example.cn`
  return hire(brand.world, tenant ? 'technician' : 'auditor', tenant?.channel, { account, password: PASSWORD })
}

const inviteBody = (brand: Brand, tenant: Tenant) => ({
  account: `${brand.next('g').toLowerCase()}@people.example.cn`,
  name: '新同事',
  role: 'technician',
  channelId: tenant.channel.id,
})

async function invitation(brand: Brand, tenant: Tenant) {
  const body = inviteBody(brand, tenant)
  const made = await brand.world.json<{ id: string; link: string }>('POST', '/v1/invitations', {
    as: brand.hq.admin,
    body,
    expect: 201,
  })
  return { id: made.id, token: made.link.split('#')[1] ?? '' }
}

async function resetToken(brand: Brand, tenant: Tenant): Promise<string> {
  const { account } = await guest(brand, tenant)
  const call = { as: brand.hq.admin, body: { account }, expect: 201 }
  const { link } = await brand.world.json<{ link: string }>('POST', '/v1/password-resets', call)
  return link.split('#')[1] ?? ''
}

async function membershipId(brand: Brand, tenant: Tenant): Promise<string> {
  const { personId } = await guest(brand, tenant)
  const call = { as: brand.hq.admin, channel: tenant.channel.id, expect: 200 }
  const path = '/v1/memberships?limit=100&sort=-createdAt'
  const { items } = await brand.world.json<{ items: { id: string; personId: string }[] }>('GET', path, call)
  return items.find((each) => each.personId === personId)?.id ?? ''
}

const teamBody = (brand: Brand) => ({ names: { zh: brand.next('组'), en: 'Team' } })

const team = (brand: Brand) =>
  brand.world.json<{ id: string }>('POST', '/v1/teams', { as: brand.hq.admin, body: teamBody(brand), expect: 201 })

/** A team with an open exception in its queue. */
async function busyTeam(brand: Brand): Promise<string> {
  const { id } = await team(brand)
  await brand.exception()
  const path = '/v1/work-kinds/exception/team'
  await brand.world.json('PUT', path, { as: brand.hq.admin, body: { teamId: id }, expect: 200 })
  return id
}

async function memberPath(brand: Brand, present: boolean): Promise<string> {
  const path = `/v1/teams/${(await team(brand)).id}/members/${(await guest(brand)).personId}`
  if (present) await brand.world.json('PUT', path, { as: brand.hq.admin, body: { position: '专员' }, expect: 200 })
  return path
}

const signingIn: OperationLine[] = [
  {
    ...write,
    id: 'signIn',
    may: 'public',
    sample: async (brand, tenant) => {
      const { account, password } = await guest(brand, tenant)
      return { path: '/v1/sign-in', body: { account, password } }
    },
  },
  {
    ...write,
    id: 'openInvitation',
    may: 'public',
    sample: async (brand, tenant) => ({
      path: '/v1/invitations/open',
      body: { token: (await invitation(brand, tenant)).token },
    }),
  },
  {
    ...write,
    id: 'acceptInvitation',
    ok: 204,
    may: 'public',
    sample: async (brand, tenant) => ({
      path: '/v1/invitations/accept',
      body: { token: (await invitation(brand, tenant)).token, password: PASSWORD },
    }),
  },
  {
    ...write,
    id: 'resetPassword',
    ok: 204,
    may: 'public',
    sample: async (brand, tenant) => ({
      path: '/v1/password-resets/use',
      body: { token: await resetToken(brand, tenant), password: 'another long password' },
    }),
  },
]

const password = { password: PASSWORD }
const self: OperationLine[] = [
  { ...own, id: 'signOut', ok: 204, sample: () => ({ path: '/v1/sign-out' }) },
  { ...read, may: ['self:manage'], id: 'listSessions', sample: () => ({ path: '/v1/sessions' }) },
  { ...own, id: 'revokeSession', method: 'DELETE', sample: () => ({ path: '/v1/sessions/ses_none' }) },
  {
    ...own,
    id: 'changePassword',
    method: 'PUT',
    sample: () => ({
      path: '/v1/password',
      body: { currentPassword: PASSWORD, newPassword: 'another long password' },
    }),
  },
  { ...read, may: ['self:manage'], id: 'getSecondFactor', sample: () => ({ path: '/v1/totp' }) },
  { ...own, id: 'beginSecondFactor', ok: 201, sample: () => ({ path: '/v1/totp', body: password }) },
  { ...own, id: 'confirmSecondFactor', sample: () => ({ path: '/v1/totp/confirm', body: { code: '123456' } }) },
  { ...own, id: 'removeSecondFactor', sample: () => ({ path: '/v1/totp/remove', body: password }) },
  {
    ...own,
    id: 'joinByInvitation',
    sample: async (brand, tenant) => ({
      path: '/v1/invitations/join',
      body: { token: (await invitation(brand, tenant)).token },
    }),
  },
]

const others: OperationLine[] = [
  { ...read, id: 'listInvitations', may: ['person:read'], sample: () => ({ path: '/v1/invitations?limit=100' }) },
  {
    ...people,
    id: 'invite',
    ok: 201,
    record: true,
    sample: (brand, tenant) => ({ path: '/v1/invitations', body: inviteBody(brand, tenant) }),
  },
  {
    ...people,
    id: 'withdrawInvitation',
    method: 'DELETE',
    record: true,
    sample: async (brand, tenant) => ({
      path: `/v1/invitations/${(await invitation(brand, tenant)).id}?channelId=${tenant.channel.id}`,
    }),
  },
  {
    ...people,
    id: 'issuePasswordReset',
    ok: 201,
    sample: (brand) => ({
      path: '/v1/password-resets',
      body: { account: `${brand.next('r').toLowerCase()}@x.example.cn` },
    }),
  },
  { ...read, id: 'listPeople', may: ['person:read'], sample: () => ({ path: '/v1/people?limit=100' }) },
  { ...read, id: 'listMemberships', may: ['person:read'], sample: () => ({ path: '/v1/memberships?limit=100' }) },
  {
    ...people,
    id: 'changeMembership',
    method: 'PATCH',
    record: true,
    sample: async (brand, tenant) => ({
      path: `/v1/memberships/${await membershipId(brand, tenant)}`,
      body: { role: 'storekeeper' },
    }),
  },
  {
    ...people,
    id: 'removeMembership',
    method: 'DELETE',
    ok: 204,
    record: true,
    sample: async (brand, tenant) => ({ path: `/v1/memberships/${await membershipId(brand, tenant)}` }),
  },
]

const groups: OperationLine[] = [
  { ...read, id: 'listTeams', may: ['team:read'], sample: () => ({ path: '/v1/teams' }) },
  { ...teams, id: 'createTeam', ok: 201, sample: (brand) => ({ path: '/v1/teams', body: teamBody(brand) }) },
  {
    ...read,
    id: 'getTeam',
    may: ['team:read'],
    sample: async (brand) => ({ path: `/v1/teams/${(await team(brand)).id}` }),
  },
  {
    ...teams,
    id: 'renameTeam',
    method: 'PATCH',
    sample: async (brand) => {
      brand.world.pass(1)
      const path = `/v1/teams/${(await team(brand)).id}`
      brand.world.pass(1)
      return { path, body: teamBody(brand) }
    },
  },
  {
    ...teams,
    id: 'mergeTeam',
    sample: async (brand) => ({
      path: `/v1/teams/${(await team(brand)).id}/merge`,
      body: { into: (await team(brand)).id },
    }),
  },
  {
    ...teams,
    id: 'setTeamMember',
    method: 'PUT',
    sample: async (brand) => ({ path: await memberPath(brand, false), body: { position: '专员' } }),
  },
  {
    ...teams,
    id: 'endTeamMember',
    method: 'DELETE',
    sample: async (brand) => ({ path: await memberPath(brand, true) }),
  },
  { ...read, id: 'getWorkKinds', may: ['team:read'], sample: () => ({ path: '/v1/work-kinds' }) },
  {
    ...teams,
    id: 'setWorkTeam',
    method: 'PUT',
    sample: async (brand) => ({
      path: '/v1/work-kinds/exception/team',
      body: { teamId: (await team(brand)).id },
    }),
  },
  {
    ...read,
    id: 'listTeamQueue',
    may: ['team:read'],
    sample: async (brand) => ({ path: `/v1/teams/${await busyTeam(brand)}/queue` }),
  },
]

/** People and teams (T5, T8). */
export const PEOPLE_OPERATIONS: OperationLine[] = [...signingIn, ...self, ...others, ...groups]
