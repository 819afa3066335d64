import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { getException, pageOfExceptions } from './exceptions.repo.ts'
import { ExceptionsQuery, ExceptionsView, ExceptionView } from './inputs.ts'
import { EXCEPTIONS } from './list-sheets.ts'
import { type Redo, retryException } from './retry-exception.ts'
import { toExceptionView } from './views.ts'

/** `redo` knows every kind of work; only the worker does. */
export const exceptionRoutes = (redo: Redo) =>
  new Hono<AppEnv>()
    .get(
      '/',
      operation({
        id: 'listExceptions',
        exports: true,
        may: 'exception:read',
        tag: 'exceptions',
        summary: 'List work that exhausted its retries',
        answers: { 200: ExceptionsView },
      }),
      valid('query', ExceptionsQuery),
      async (c) => {
        const { status, ...request } = c.req.valid('query')
        return answerList(
          c,
          request,
          (page) => pageOfExceptions(c.var.ctx, page, status).then(showing(toExceptionView)),
          EXCEPTIONS,
        )
      },
    )
    .post(
      '/:id/retry',
      operation({
        id: 'retryException',
        may: 'exception:retry',
        write: true,
        tag: 'exceptions',
        summary: 'Do the failed work once more',
        answers: { 200: ExceptionView },
      }),
      valid('param', IdParam),
      async (c) => {
        const { ctx } = c.var
        const { id } = c.req.valid('param')
        const verb = () => retryException(ctx, id, redo)
        return c.json(toExceptionView(await runOnce(c, ctx.hq, verb, (same) => getException(ctx, same))))
      },
    )
