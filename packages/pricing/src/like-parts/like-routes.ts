import type { Ctx } from '@partline/db'
import { type AppEnv, answerList, operation, runOnce, showing, valid } from '@partline/http'
import { showingNamed } from '@partline/identity'
import { partKey } from '@partline/kernel'
import { Hono } from 'hono'
import { declareLikeParts, withdrawLikeParts } from './declare-like-parts.ts'
import {
  DeclaredView,
  LikePairQuery,
  LikePartsInput,
  LikePartsQuery,
  LikePartsView,
  SuggestionsQuery,
  SuggestionsView,
} from './like-inputs.ts'
import { keysOf } from './like-pairs.ts'
import { getPairs, type ListedPair, pageOfLikeParts } from './like-parts.repo.ts'
import { pageOfSuggestions } from './like-suggestions.repo.ts'
import { LIKE_PARTS, LIKE_SUGGESTIONS, toLikePartView, toSuggestionView } from './like-views.ts'

const showingPairs = (ctx: Ctx) => showingNamed(ctx, (pair: ListedPair) => pair.createdBy, toLikePartView)

const read = { may: 'policy:read', tag: 'price policy', exports: true } as const
const write = { may: 'policy:write', tag: 'price policy', write: true } as const

export const likePartRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...read, id: 'listLikeParts', summary: 'Parts declared alike', answers: { 200: LikePartsView } }),
    valid('query', LikePartsQuery),
    async (c) => {
      const { partNumber, family, ...request } = c.req.valid('query')
      const filter = { partKey: partNumber && (partKey(partNumber) ?? partNumber), family }
      return answerList(
        c,
        request,
        (page) => pageOfLikeParts(c.var.ctx, page, filter).then(showingPairs(c.var.ctx)),
        LIKE_PARTS,
      )
    },
  )
  .put(
    '/',
    operation({
      ...write,
      id: 'declareLikeParts',
      summary: 'Declare up to 500 pairs of parts alike',
      answers: { 200: DeclaredView },
    }),
    valid('json', LikePartsInput),
    async (c) => {
      const { ctx } = c.var
      const { pairs } = c.req.valid('json')
      const reload = () => getPairs(ctx, pairs.map(keysOf))
      const made = await runOnce(c, ctx.hq, () => declareLikeParts(ctx, pairs), reload)
      const { items } = await showingPairs(ctx)({ items: made, nextCursor: null })
      return c.json({ items })
    },
  )
  .delete(
    '/',
    operation({
      ...write,
      id: 'withdrawLikeParts',
      summary: 'Take back that two parts are alike',
      answers: { 204: 'none' },
    }),
    valid('query', LikePairQuery),
    async (c) => {
      const { ctx } = c.var
      const verb = () => withdrawLikeParts(ctx, c.req.valid('query'))
      await runOnce<unknown>(c, ctx.hq, verb, async () => undefined)
      return c.body(null, 204)
    },
  )

export const likeSuggestionRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    ...read,
    id: 'listLikePartSuggestions',
    summary: 'Parts of a family in sibling models that are not declared alike',
    answers: { 200: SuggestionsView },
  }),
  valid('query', SuggestionsQuery),
  async (c) => {
    const { family, ...request } = c.req.valid('query')
    return answerList(
      c,
      request,
      (page) => pageOfSuggestions(c.var.ctx, page, family).then(showing(toSuggestionView)),
      LIKE_SUGGESTIONS,
    )
  },
)
