import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { lookupAudit } from './audit.js'
import { dailyParts } from './daily-parts.js'
import { openDatabase } from './database.js'
import { priceList, withSettlement } from './prices.js'
import { signIn } from './sign-in.js'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
const NUMBER = { type: 'string', minLength: 1, maxLength: 100 }
const ONE = { params: { type: 'object', properties: { partNumber: NUMBER } } }
const MANY = {
  body: {
    type: 'object',
    required: ['partNumbers'],
    additionalProperties: false,
    properties: { partNumbers: { type: 'array', minItems: 1, maxItems: 100, items: NUMBER } },
  },
}

const [, , brandFile, databaseFile] = process.argv
const db = openDatabase(databaseFile, JSON.parse(readFileSync(brandFile, 'utf8')))
const people = signIn(db)
const prices = priceList(db)
const budgets = dailyParts(db, 100_000)
const audit = lookupAudit(db, budgets)
const app = Fastify({ genReqId: () => `req_${crypto.randomUUID()}` })

app.get('/audit-rows', () => ({ count: audit.count() }))
app.decorateRequest('actor', null)
app.register(async (v1) => {
  v1.addHook('onRequest', async (request, reply) => {
    request.actor = people.find(request.headers.authorization, Date.now())
    reply.headers(HEADERS).header('x-request-id', request.id)
    if (!request.actor) return reply.code(401).send({ title: 'Present a valid credential' })
  })
  v1.get('/v1/prices/:partNumber', { schema: ONE }, (request, reply) => {
    const items = lookUp(request, reply, [request.params.partNumber])
    return items?.[0] ?? reply
  })
  v1.post('/v1/prices/lookup', { schema: MANY }, (request, reply) => {
    const items = lookUp(request, reply, request.body.partNumbers)
    return items ? { items } : reply
  })
})

function lookUp({ actor, id }, reply, numbers) {
  const now = Date.now()
  if (!people.spend(actor, numbers.length, now)) return void reply.code(429).send({ title: 'Too many requests' })
  const books = prices.booksAt(now)
  if (budgets.isSpent(actor, books.on)) return void reply.code(429).send({ title: 'The day is used up' })
  const found = numbers.map((number) => prices.find(number, actor.grade, books))
  const seesBoth = actor.role === 'buyer'
  audit.record({
    row: [
      ...[actor.channel_id, now, actor.id, actor.role, books.guide?.id ?? null],
      ...[seesBoth ? (books.settlement?.id ?? null) : null, id],
    ],
    items: found.map(({ item, status }) => [item.requestedNumber, item.partNumber, status]),
    day: books.on,
    newNumbers: budgets.note(actor, books.on, numbers),
  })
  return found.map((each) => (seesBoth ? withSettlement(each, books) : each.item))
}

const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${url}\n`)
