import type { PageRequest } from '@partline/db'
import { type AppEnv, answerList, operation, recordReading, valid } from '@partline/http'
import { notFound } from '@partline/kernel'
import { Hono } from 'hono'
import { compareFamily } from './compare-family.ts'
import { pageOfFamilies } from './families.repo.ts'
import { readFamilyVersions } from './family-history.repo.ts'
import {
  FamiliesQuery,
  FamiliesView,
  FamilyHistoryQuery,
  FamilyHistoryView,
  FamilyParam,
  SpreadQuery,
  SpreadView,
} from './family-inputs.ts'
import { FAMILIES, FAMILY_HISTORY, FAMILY_SPREAD, toFamilyHistory, toSpreadView } from './family-views.ts'

const read = { may: 'book:read', tag: 'families', exports: true } as const

const isFile = (format: string | undefined) => format !== undefined && format !== 'json'

export const familyRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...read, id: 'listFamilies', summary: 'Families of parts', answers: { 200: FamiliesView } }),
    valid('query', FamiliesQuery),
    async (c) => {
      const { q, ...request } = c.req.valid('query')
      return answerList(c, request, (page) => pageOfFamilies(c.var.ctx, page, q), FAMILIES)
    },
  )
  .get(
    '/:family/history',
    operation({
      ...read,
      id: 'getFamilyHistory',
      summary: 'What a family of parts has cost, version by version',
      answers: { 200: FamilyHistoryView },
    }),
    valid('param', FamilyParam),
    valid('query', FamilyHistoryQuery),
    async (c) => {
      const { family } = c.req.valid('param')
      const { book, format } = c.req.valid('query')
      const versions = await readFamilyVersions(c.var.ctx, family, book)
      if (!versions) throw notFound()
      if (!isFile(format)) await recordReading(c, 'prices.read', family)
      const items = toFamilyHistory(versions)
      return answerList(c, { limit: items.length, format }, async () => ({ items, nextCursor: null }), FAMILY_HISTORY)
    },
  )
  .get(
    '/:family/spread',
    operation({
      ...read,
      id: 'getFamilySpread',
      summary: 'The parts of a family side by side in one version',
      answers: { 200: SpreadView },
    }),
    valid('param', FamilyParam),
    valid('query', SpreadQuery),
    async (c) => {
      const { family } = c.req.valid('param')
      const { limit, cursor, sort, format, ...wanted } = c.req.valid('query')
      const read = (page: PageRequest) => compareFamily(c.var.ctx, family, { ...wanted, ...page }).then(toSpreadView)
      if (!isFile(format)) await recordReading(c, 'prices.read', family)
      return answerList(c, { limit, cursor, sort, format }, read, FAMILY_SPREAD)
    },
  )
