import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { SESSIONS } from '../list-sheets.ts'
import { changePassword } from './change-password.ts'
import { writeCookie } from './cookies.ts'
import {
  ChangedView,
  ChangePasswordBody,
  CodeBody,
  PasswordBody,
  PlainQuery,
  SecondFactorView,
  SessionsView,
  SessionView,
} from './inputs.ts'
import type { PeopleParts } from './parts.ts'
import { findPerson } from './people.repo.ts'
import { fromWhere, isSecure, sessionCookie } from './request-routes.ts'
import { revokeSession } from './revoke-session.ts'
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, secondFactorState } from './second-factor.ts'
import { SessionCache } from './session-principal.ts'
import { getOwnSession, pageOfSessions } from './sessions.repo.ts'
import { toSessionView } from './views.ts'

const own = { may: 'self:manage', tag: 'people' } as const
/** Holds a password: the idempotency fingerprint is made with the session's token, so that nobody can guess from it. */
const ownSecret = { ...own, write: true, secret: true } as const
type Factor = { on: boolean; secret?: string; url?: string }

/** A person's own sessions. */
export const sessionRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...own, id: 'listSessions', exports: true, summary: 'My sessions', answers: { 200: SessionsView } }),
    valid('query', PlainQuery),
    async (c) => {
      const { ctx } = c.var
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfSessions(ctx, page).then(showing((row) => toSessionView(ctx, row))),
        SESSIONS,
      )
    },
  )
  .delete(
    '/:id',
    operation({
      ...own,
      id: 'revokeSession',
      write: true,
      summary: 'End a session of mine',
      answers: { 200: SessionView },
    }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const verb = () => revokeSession(ctx, id)
      return c.json(toSessionView(ctx, await runOnce(c, ctx.hq, verb, (same) => getOwnSession(ctx, same))))
    },
  )

/** Signing out, and what proves a person. */
export function selfRoutes(parts: PeopleParts) {
  return new Hono<AppEnv>()
    .post(
      '/sign-out',
      operation({ ...own, id: 'signOut', summary: 'Sign out', answers: { 204: 'none' } }),
      async (c) => {
        const { ctx } = c.var
        await revokeSession(ctx, ctx.actor.sessionId ?? '')
        parts.caches.of(SessionCache).forget(sessionCookie(c) ?? '')
        c.header('set-cookie', writeCookie('session', '', isSecure(c)))
        return c.body(null, 204)
      },
    )
    .put(
      '/password',
      operation({ ...ownSecret, id: 'changePassword', summary: 'Change my password', answers: { 200: ChangedView } }),
      valid('json', ChangePasswordBody),
      async (c) => {
        const { ctx } = c.var
        const verb = () => changePassword(ctx, parts, c.req.valid('json'), fromWhere(c))
        await runOnce<unknown>(c, ctx.hq, verb, (id) => findPerson(ctx, id))
        return c.json({ changed: true as const })
      },
    )
    .get(
      '/totp',
      operation({ ...own, id: 'getSecondFactor', summary: 'My second factor', answers: { 200: SecondFactorView } }),
      async (c) => c.json(await secondFactorState(c.var.ctx)),
    )
    .post(
      '/totp',
      operation({
        ...ownSecret,
        id: 'beginSecondFactor',
        summary: 'Begin a second factor',
        answers: { 201: SecondFactorView },
      }),
      valid('json', PasswordBody),
      async (c) => {
        const { ctx } = c.var
        const verb = () => beginSecondFactor(ctx, parts, c.req.valid('json').password, fromWhere(c))
        return c.json(await runOnce<Factor>(c, ctx.hq, verb, () => secondFactorState(ctx)), 201)
      },
    )
    .post(
      '/totp/confirm',
      operation({
        ...ownSecret,
        id: 'confirmSecondFactor',
        summary: 'Turn my second factor on',
        answers: { 200: SecondFactorView },
      }),
      valid('json', CodeBody),
      async (c) => {
        const { ctx } = c.var
        const verb = () => confirmSecondFactor(ctx, parts, c.req.valid('json').code)
        return c.json(await runOnce<Factor>(c, ctx.hq, verb, () => secondFactorState(ctx)))
      },
    )
    .post(
      '/totp/remove',
      operation({
        ...ownSecret,
        id: 'removeSecondFactor',
        summary: 'Turn my second factor off',
        answers: { 200: SecondFactorView },
      }),
      valid('json', PasswordBody),
      async (c) => {
        const { ctx } = c.var
        const verb = () => removeSecondFactor(ctx, parts, c.req.valid('json').password, fromWhere(c))
        return c.json(await runOnce<Factor>(c, ctx.hq, verb, () => secondFactorState(ctx)))
      },
    )
}
