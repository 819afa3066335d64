import { Ctx, once } from '@partline/db'
import { type AppEnv, operation, runOnce, valid } from '@partline/http'
import { type Actor, instant } from '@partline/kernel'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { acceptInvitation, openInvitation } from './accept-invitation.ts'
import { readCookie, writeCookie } from './cookies.ts'
import { OpenedInvitationView, SignedInView, SignInBody, TokenBody, TokenPasswordBody } from './inputs.ts'
import { type PeopleParts, refusalTimer } from './parts.ts'
import { fromWhere, isSecure, requireOwnPage } from './request-routes.ts'
import { resetPassword } from './reset-password.ts'
import { signIn } from './sign-in.ts'
import { toOpenedView, toPlaceView } from './views.ts'

const nobody: Actor = {
  ...{ id: 'nobody', personId: 'nobody', label: 'nobody', kind: 'channel', role: 'none', permissions: new Set() },
  ...{ channelId: undefined, lookupsPerMinute: 0, distinctPartsPerDay: 0 },
} as const

/** The context of somebody who has not proved anything yet. */
function asNobody(parts: PeopleParts): MiddlewareHandler<AppEnv> {
  const { databases, caches } = parts
  return async (c, next) => {
    const origin = c.req.header('origin')
    if (origin !== undefined) requireOwnPage(c)
    const now = parts.now()
    const about = { requestId: c.get('requestId'), locale: c.get('locale') }
    c.set('ctx', new Ctx({ actor: nobody, now, ids: parts.ids(now), ...about, databases, caches }))
    await next()
  }
}

/** A refusal takes as long as the timer, whatever was found on the way to it. */
async function atLeast<T>(timer: Promise<void>, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    await timer
    throw error
  }
}

/** What needs no credential: signing in, and taking up a one-time link. */
export function signInRoutes(parts: PeopleParts) {
  return new Hono<AppEnv>()
    .post(
      '/sign-in',
      asNobody(parts),
      operation({ id: 'signIn', may: 'public', tag: 'people', summary: 'Sign in', answers: { 200: SignedInView } }),
      valid('json', SignInBody),
      async (c) => {
        const { ctx } = c.var
        const timer = refusalTimer(parts)
        const { account: who, ...rest } = c.req.valid('json')
        const verb = () => signIn(ctx, parts, { who, ...rest }, fromWhere(c))
        const { record } = await atLeast(timer, once(ctx, ctx.hq, verb, verb))
        setCookies(c, record.token, record.device)
        const { name, session, standings } = record
        return c.json({ name, memberships: standings.map(toPlaceView), expiresAt: instant(session.expiresAt) })
      },
    )
    .post(
      '/invitations/open',
      asNobody(parts),
      operation({
        id: 'openInvitation',
        may: 'public',
        tag: 'people',
        summary: 'What an invitation link offers',
        answers: { 200: OpenedInvitationView },
      }),
      valid('json', TokenBody),
      async (c) => c.json(toOpenedView(await openInvitation(c.var.ctx, c.req.valid('json').token))),
    )
    .post(
      '/invitations/accept',
      asNobody(parts),
      operation({
        id: 'acceptInvitation',
        may: 'public',
        write: true,
        tag: 'people',
        summary: 'Take an invitation up with a password',
        answers: { 204: 'none' },
      }),
      valid('json', TokenPasswordBody),
      async (c) => {
        const { ctx } = c.var
        const verb = () => acceptInvitation(ctx, parts, c.req.valid('json'), fromWhere(c))
        await runOnce<void>(c, ctx.hq, verb, async () => undefined)
        return c.body(null, 204)
      },
    )
    .post(
      '/password-resets/use',
      asNobody(parts),
      operation({
        id: 'resetPassword',
        may: 'public',
        write: true,
        tag: 'people',
        summary: 'Set a new password with a reset link',
        answers: { 204: 'none' },
      }),
      valid('json', TokenPasswordBody),
      async (c) => {
        const { ctx } = c.var
        const verb = () => resetPassword(ctx, parts, c.req.valid('json'))
        await runOnce<void>(c, ctx.hq, verb, async () => undefined)
        return c.body(null, 204)
      },
    )
}

function setCookies(c: Context<AppEnv>, token: string, device: string): void {
  const secure = isSecure(c)
  c.header('set-cookie', writeCookie('session', token, secure), { append: true })
  if (readCookie(c.req.header('cookie'), 'device', secure) === undefined)
    c.header('set-cookie', writeCookie('device', device, secure), { append: true })
}
