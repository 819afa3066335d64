import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { getGrade, pageOfGrades } from './grades.repo.ts'
import { GradeParam, GradesQuery, GradesView, GradeView, SetGradeInput } from './inputs.ts'
import { GRADES } from './list-sheets.ts'
import { setGrade } from './set-grade.ts'
import { toGradeView } from './views.ts'

export const gradeRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      id: 'listGrades',
      exports: true,
      may: 'channel:read',
      tag: 'channels',
      summary: 'List the grades of channels',
      answers: { 200: GradesView },
    }),
    valid('query', GradesQuery),
    async (c) => {
      return answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfGrades(c.var.ctx, page).then(showing(toGradeView)),
        GRADES,
      )
    },
  )
  .put(
    '/:code',
    operation({
      id: 'setGrade',
      may: 'channel:write',
      write: true,
      tag: 'channels',
      summary: 'Make or rename a grade',
      answers: { 200: GradeView },
    }),
    valid('param', GradeParam),
    valid('json', SetGradeInput),
    async (c) => {
      const { ctx } = c.var
      const { code } = c.req.valid('param')
      const input = c.req.valid('json')
      const verb = () => setGrade(ctx, code, input)
      return c.json(toGradeView(await runOnce(c, ctx.hq, verb, (same) => getGrade(ctx, same))))
    },
  )
