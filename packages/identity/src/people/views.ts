import type { Ctx } from '@partline/db'
import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type {
  InvitationView,
  MembershipView,
  OpenedInvitationView,
  PasswordResetView,
  PersonView,
  PlaceView,
  SessionView,
} from './inputs.ts'
import type { Invitation, PasswordReset } from './links.repo.ts'
import type { NamedMembership, PersonRow } from './memberships.repo.ts'
import type { Session } from './sessions.repo.ts'
import type { Standing } from './standing.ts'

const placeOf = (channelId: string) => (channelId === 'hq' ? null : channelId)

export const toPlaceView = ({ channelId, channelName, role }: Standing): z.output<typeof PlaceView> => ({
  channelId: placeOf(channelId),
  channelName,
  role,
})

export const toSessionView = (ctx: Ctx, row: Session): z.output<typeof SessionView> => ({
  id: row.id,
  device: row.device,
  createdAt: instant(row.createdAt),
  expiresAt: instant(row.expiresAt),
  current: row.id === ctx.actor.sessionId,
  revokedAt: row.revokedAt === null ? null : instant(row.revokedAt),
})

function statusOf(ctx: Ctx, row: Invitation): z.output<typeof InvitationView>['status'] {
  if (row.acceptedAt !== null) return 'accepted'
  if (row.withdrawnAt !== null) return 'withdrawn'
  return row.expiresAt > ctx.now ? 'open' : 'expired'
}

const accountOf = (row: { email: string | null; mobile: string | null }) => row.email ?? row.mobile ?? ''

/** The token stands behind `#`, which browsers do not send: no server log ever has it. */
const linkOf = (base: string, page: string, token: string | undefined) =>
  token === undefined ? {} : { link: `${base}/${page}#${token}` }

export const toInvitationView = (
  ctx: Ctx,
  base: string,
  row: Invitation & { token?: string },
): z.output<typeof InvitationView> => ({
  id: row.id,
  channelId: placeOf(row.channelId),
  account: accountOf(row),
  name: row.name,
  role: row.role,
  status: statusOf(ctx, row),
  createdAt: instant(row.createdAt),
  expiresAt: instant(row.expiresAt),
  ...linkOf(base, 'invitation', row.token),
})

export const toOpenedView = (
  row: Invitation & { channelName: string | null },
): z.output<typeof OpenedInvitationView> => ({
  account: accountOf(row),
  name: row.name,
  role: row.role,
  channelName: row.channelName,
  expiresAt: instant(row.expiresAt),
})

export const toResetView = (
  base: string,
  row: PasswordReset & { token?: string },
): z.output<typeof PasswordResetView> => ({
  id: row.id,
  account: accountOf(row),
  createdAt: instant(row.createdAt),
  expiresAt: instant(row.expiresAt),
  ...linkOf(base, 'password-reset', row.token),
})

export const toMembershipView = (row: NamedMembership): z.output<typeof MembershipView> => ({
  id: row.id,
  channelId: placeOf(row.channelId),
  personId: row.personId,
  name: row.personName,
  role: row.role,
  createdAt: instant(row.createdAt),
})

export const toPersonView = ({ createdAt, memberships, ...row }: PersonRow): z.output<typeof PersonView> => ({
  ...row,
  createdAt: instant(createdAt),
  memberships: JSON.parse(memberships) as z.output<typeof PersonView>['memberships'],
})
