import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { decidePolicy } from './decide-policy.ts'
import { getPolicy, pageOfPolicies } from './policy.repo.ts'
import { PoliciesQuery, PoliciesView, PolicyInput, PolicyParam, PolicyView } from './policy-inputs.ts'
import { POLICIES, toPolicyView } from './policy-views.ts'

const read = { may: 'policy:read', tag: 'price policy' } as const

export const pricePolicyRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({
      ...read,
      id: 'listPricePolicies',
      exports: true,
      summary: 'Versions of the price policy, the newest first',
      answers: { 200: PoliciesView },
    }),
    valid('query', PoliciesQuery),
    async (c) =>
      answerList(
        c,
        c.req.valid('query'),
        (page) => pageOfPolicies(c.var.ctx, page).then(showing(toPolicyView)),
        POLICIES,
      ),
  )
  .post(
    '/',
    operation({
      id: 'decidePricePolicy',
      may: 'policy:write',
      tag: 'price policy',
      write: true,
      summary: 'Decide a whole new version of the price policy',
      answers: { 201: PolicyView },
    }),
    valid('json', PolicyInput),
    async (c) => {
      const { ctx } = c.var
      const verb = () => decidePolicy(ctx, c.req.valid('json'))
      return c.json(toPolicyView(await runOnce(c, ctx.hq, verb, (seq) => getPolicy(ctx, Number(seq)))), 201)
    },
  )
  .get(
    '/:seq',
    operation({ ...read, id: 'getPricePolicy', summary: 'One version of the policy', answers: { 200: PolicyView } }),
    valid('param', PolicyParam),
    async (c) => c.json(toPolicyView(await getPolicy(c.var.ctx, c.req.valid('param').seq))),
  )
