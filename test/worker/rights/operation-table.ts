import type { Permission } from '@partline/kernel'
import type { Brand, Tenant } from './brand.ts'
import { COMPILE_OPERATIONS } from './compile-operations.ts'
import { GATE_OPERATIONS } from './gate-operations.ts'
import { GUARD_OPERATIONS } from './guard-operations.ts'
import { MODEL_OPERATIONS } from './model-operations.ts'
import { PEOPLE_OPERATIONS } from './people-operations.ts'
import { POLICY_OPERATIONS } from './policy-operations.ts'

/** A request that an entitled caller is answered with `ok`. */
export type Sample = { path: string; body?: unknown; type?: string }

/**
 * One line of the rights matrix, written by hand from the requirements: what the operation needs, and how to ask for it.
 * `record`: it names one record of a tenant, so another tenant's must not be found.
 * `subject`: rights to this very record beyond those to the operation; without them the record does not exist.
 */
export type OperationLine = {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  may: Permission[] | 'public'
  scope: 'channel' | 'brand'
  ok: 200 | 201 | 202 | 204
  record?: boolean
  subject?: Permission
  /** What a caller without the subject's right gets when no record is named. */
  subjectStatus?: 403
  sample: (brand: Brand, tenant: Tenant) => Promise<Sample> | Sample
}

const read = { method: 'GET', scope: 'brand', ok: 200 } as const
const write = { method: 'POST', scope: 'brand', ok: 200 } as const
const oneRead = { method: 'GET', scope: 'channel', ok: 200, record: true } as const
const oneWrite = { method: 'POST', scope: 'channel', ok: 200, record: true } as const

const part = (brand: Brand) => ({ number: brand.next('NEW-'), names: { zh: '轴承', en: 'BEARING' } })
const csv = (brand: Brand) => `part_number,name\n${brand.next('CSV-')},BEARING\n`

async function upload(brand: Brand) {
  const path = '/v1/imports?kind=parts&fileName=a.csv'
  return brand.world.json<{ id: string }>('POST', path, {
    as: brand.hq.priceManager,
    body: csv(brand),
    headers: { 'content-type': 'text/csv' },
    expect: 201,
  })
}

const identity: OperationLine[] = [
  { ...read, id: 'getHealth', may: 'public', sample: () => ({ path: '/v1/health' }) },
  { ...read, id: 'getMe', may: ['profile:read'], sample: () => ({ path: '/v1/me' }) },
  { ...read, id: 'listGrades', may: ['channel:read'], sample: () => ({ path: '/v1/grades' }) },
  {
    ...write,
    id: 'setGrade',
    method: 'PUT',
    may: ['channel:write'],
    sample: (brand) => ({ path: `/v1/grades/${brand.next('G')}`, body: { names: { zh: '丁级', en: 'Grade D' } } }),
  },
  { ...read, id: 'listChannels', may: ['channel:read'], sample: () => ({ path: '/v1/channels' }) },
  {
    ...write,
    id: 'createChannel',
    ok: 201,
    may: ['channel:write'],
    sample: (brand) => ({ path: '/v1/channels', body: { name: brand.next('渠道'), grade: 'A', zone: '华东' } }),
  },
  {
    ...read,
    id: 'getChannel',
    may: ['channel:read'],
    sample: (_, tenant) => ({ path: `/v1/channels/${tenant.channel.id}` }),
  },
  {
    ...write,
    id: 'changeChannel',
    method: 'PATCH',
    may: ['channel:write'],
    sample: async (brand) => ({ path: `/v1/channels/${(await brand.freshChannel()).id}`, body: { zone: '华北' } }),
  },
  {
    ...write,
    id: 'suspendChannel',
    may: ['channel:write'],
    sample: async (brand) => ({
      path: `/v1/channels/${(await brand.freshChannel()).id}/suspend`,
      body: { reason: '测试' },
    }),
  },
  {
    ...write,
    id: 'resumeChannel',
    may: ['channel:write'],
    sample: async (brand) => ({
      path: `/v1/channels/${(await brand.freshChannel('suspended')).id}/resume`,
      body: { reason: '测试' },
    }),
  },
  {
    ...write,
    id: 'archiveChannel',
    may: ['channel:write'],
    sample: async (brand) => ({
      path: `/v1/channels/${(await brand.freshChannel('suspended')).id}/archive`,
      body: { reason: '测试' },
    }),
  },
  {
    ...write,
    id: 'moveChannel',
    ok: 202,
    may: ['channel:write'],
    sample: async (brand) => {
      const channel = await brand.freshChannel()
      return { path: `/v1/channels/${channel.id}/move`, body: { shard: channel.shard === '1' ? '2' : '1' } }
    },
  },
  {
    ...read,
    id: 'getChannelMove',
    may: ['channel:read'],
    sample: async (brand) => ({ path: `/v1/channels/${(await brand.movingChannel()).id}/move` }),
  },
  { ...read, id: 'getOperationsMetrics', may: ['operations:read'], sample: () => ({ path: '/v1/operations/metrics' }) },
  { ...read, id: 'getOperationsHealth', may: ['operations:read'], sample: () => ({ path: '/v1/operations/health' }) },
  { ...read, id: 'listApiKeys', may: ['api-key:read'], sample: () => ({ path: '/v1/api-keys' }) },
  {
    ...write,
    id: 'createApiKey',
    ok: 201,
    may: ['api-key:write'],
    sample: (brand, tenant) => ({
      path: '/v1/api-keys',
      body: { label: brand.next('key'), role: 'technician', channelId: tenant.channel.id },
    }),
  },
  {
    ...write,
    id: 'revokeApiKey',
    method: 'DELETE',
    may: ['api-key:write'],
    record: true,
    sample: async (brand, tenant) => ({
      path: `/v1/api-keys/${(await brand.apiKey(tenant)).id}?channelId=${tenant.channel.id}`,
    }),
  },
  { ...read, id: 'listAudit', may: ['audit:read'], sample: () => ({ path: '/v1/audit?limit=100' }) },
  { ...read, id: 'listLookups', may: ['lookup:read'], sample: () => ({ path: '/v1/lookups?limit=100' }) },
]

const catalogue: OperationLine[] = [
  { ...read, id: 'listParts', may: ['part:read'], sample: () => ({ path: '/v1/parts?limit=100' }) },
  {
    ...write,
    id: 'createPart',
    ok: 201,
    may: ['part:write'],
    sample: (brand) => ({ path: '/v1/parts', body: part(brand) }),
  },
  { ...read, id: 'getPart', may: ['part:read'], sample: () => ({ path: '/v1/parts/RM-1' }) },
  {
    ...write,
    id: 'changePart',
    method: 'PATCH',
    may: ['part:write'],
    sample: (brand) => ({ path: '/v1/parts/RM-2', body: { names: { en: brand.next('BEARING ') } } }),
  },
  { ...read, id: 'listImports', may: ['import:read'], sample: () => ({ path: '/v1/imports' }) },
  {
    ...write,
    id: 'uploadImport',
    ok: 201,
    may: ['import:write'],
    sample: (brand) => ({ path: '/v1/imports?kind=parts&fileName=a.csv', body: csv(brand), type: 'text/csv' }),
  },
  {
    ...read,
    id: 'getImport',
    may: ['import:read'],
    sample: async (brand) => ({ path: `/v1/imports/${(await upload(brand)).id}` }),
  },
  {
    ...read,
    id: 'listImportRows',
    may: ['import:read'],
    sample: async (brand) => ({ path: `/v1/imports/${(await upload(brand)).id}/rows` }),
  },
  {
    ...write,
    id: 'applyImport',
    may: ['import:write'],
    sample: async (brand) => ({ path: `/v1/imports/${(await upload(brand)).id}/apply`, body: {} }),
  },
  {
    ...write,
    id: 'cancelImport',
    may: ['import:write'],
    sample: async (brand) => ({ path: `/v1/imports/${(await upload(brand)).id}/cancel` }),
  },
]

const books = '/v1/price-books/guide/versions'
const pricing: OperationLine[] = [
  { ...read, id: 'getPrice', may: ['price:lookup'], sample: () => ({ path: '/v1/prices/RM-1' }) },
  {
    ...write,
    id: 'lookUpPrices',
    may: ['price:lookup'],
    sample: () => ({ path: '/v1/prices/lookup', body: { partNumbers: ['RM-1', 'RM-CORE', 'NO'] } }),
  },
  {
    ...read,
    id: 'listPriceBookVersions',
    may: ['book:read'],
    sample: () => ({ path: '/v1/price-books/settlement/versions' }),
  },
  {
    ...write,
    id: 'draftPriceBook',
    ok: 201,
    may: ['book:draft'],
    sample: () => ({ path: books, body: { taxBasis: 'net' } }),
  },
  {
    ...read,
    id: 'getPriceBookVersion',
    may: ['book:read'],
    sample: async (brand) => ({ path: `${books}/${(await brand.draftBook()).id}` }),
  },
  {
    ...write,
    id: 'discardDraft',
    method: 'DELETE',
    ok: 204,
    may: ['book:draft'],
    sample: async (brand) => ({ path: `${books}/${(await brand.draftBook()).id}` }),
  },
  {
    ...write,
    id: 'submitPriceBook',
    may: ['book:draft'],
    sample: async (brand) => ({
      path: `${books}/${(await brand.pricedDraft()).id}/submit`,
      body: { effectiveOn: brand.effectiveOn() },
    }),
  },
  {
    ...write,
    id: 'publishPriceBook',
    may: ['book:approve'],
    sample: async (brand) => ({ path: `${books}/${(await brand.submittedBook()).id}/approve` }),
  },
  {
    ...write,
    id: 'returnPriceBook',
    may: ['book:approve'],
    sample: async (brand) => ({
      path: `${books}/${(await brand.submittedBook()).id}/return`,
      body: { reason: '有误' },
    }),
  },
  {
    ...write,
    id: 'withdrawPriceBook',
    may: ['book:approve'],
    sample: async (brand) => ({
      path: `${books}/${(await brand.publishedBook()).id}/withdraw`,
      body: { reason: '有误' },
    }),
  },
  {
    ...read,
    id: 'comparePriceBookVersions',
    may: ['book:read'],
    sample: async (brand) => ({
      path: `${books}/${(await brand.pricedDraft()).id}/comparison?with=${(await brand.draftBook()).id}`,
    }),
  },
  {
    ...read,
    id: 'getPriceHistory',
    may: ['book:read', 'price.guide:read'],
    sample: () => ({ path: '/v1/parts/RM-1/price-history' }),
  },
  {
    ...read,
    id: 'listPrices',
    may: ['book:read'],
    sample: async (brand) => ({ path: `${books}/${(await brand.pricedDraft()).id}/entries` }),
  },
  {
    ...write,
    id: 'setPrice',
    method: 'PUT',
    may: ['book:draft'],
    sample: async (brand) => ({ path: `${books}/${(await brand.draftBook()).id}/entries/RM-1`, body: { priceFen: 5 } }),
  },
  {
    ...write,
    id: 'clearPrice',
    method: 'DELETE',
    ok: 204,
    may: ['book:draft'],
    sample: async (brand) => ({ path: `${books}/${(await brand.pricedDraft()).id}/entries/RM-1` }),
  },
]

const KINDS = ['purchase', 'user'] as const
const reading = { ...oneRead, may: ['purchase-quote:read', 'user-quote:read'] as Permission[] }
const writing = { ...oneWrite, may: ['purchase-quote:write', 'user-quote:write'] as Permission[] }
const deciding = { ...oneWrite, may: ['purchase-quote:decide', 'user-quote:write'] as Permission[] }

const quotes: OperationLine[] = KINDS.flatMap((kind): OperationLine[] => {
  const subject: Permission = `${kind}-quote:read`
  const decide: Permission = kind === 'purchase' ? 'purchase-quote:decide' : 'user-quote:write'
  const change: Permission = `${kind}-quote:write`
  const issued = async (brand: Brand, tenant: Tenant, verb: string) => ({
    path: `/v1/quotes/${(await brand.issuedQuote(tenant, kind)).id}/${verb}`,
  })
  const reason = { body: { reason: '不需要' } }
  return [
    {
      ...writing,
      id: 'createQuote',
      record: false,
      ok: 201,
      subject: change,
      subjectStatus: 403,
      sample: (brand) => ({ path: '/v1/quotes', body: brand.quoteBody(kind) }),
    },
    {
      ...reading,
      id: 'getQuote',
      subject,
      sample: async (brand, tenant) => ({ path: `/v1/quotes/${(await brand.draftQuote(tenant, kind)).id}` }),
    },
    { ...reading, id: 'printQuote', subject, sample: (brand, tenant) => issued(brand, tenant, 'print') },
    {
      ...writing,
      id: 'replaceQuote',
      method: 'PUT',
      subject: change,
      sample: async (brand, tenant) => {
        const { kind: _, ...body } = brand.quoteBody(kind)
        return { path: `/v1/quotes/${(await brand.draftQuote(tenant, kind)).id}`, body }
      },
    },
    {
      ...writing,
      id: 'issueQuote',
      subject: change,
      sample: async (brand, tenant) => ({ path: `/v1/quotes/${(await brand.draftQuote(tenant, kind)).id}/issue` }),
    },
    {
      ...writing,
      id: 'withdrawQuote',
      subject: change,
      sample: async (brand, tenant) => ({ ...(await issued(brand, tenant, 'withdraw')), ...reason }),
    },
    {
      ...deciding,
      id: 'declineQuote',
      subject: decide,
      sample: async (brand, tenant) => ({ ...(await issued(brand, tenant, 'decline')), ...reason }),
    },
    {
      ...writing,
      id: 'reviseQuote',
      ok: 201,
      subject: change,
      sample: async (brand, tenant) => ({ ...(await issued(brand, tenant, 'revise')), body: {} }),
    },
    { ...writing, id: 'copyQuote', ok: 201, subject: change, sample: (brand, tenant) => issued(brand, tenant, 'copy') },
    {
      ...writing,
      id: 'discardQuote',
      method: 'DELETE',
      ok: 204,
      subject: change,
      sample: async (brand, tenant) => ({ path: `/v1/quotes/${(await brand.draftQuote(tenant, kind)).id}` }),
    },
    { ...deciding, id: 'acceptQuote', subject: decide, sample: (brand, tenant) => issued(brand, tenant, 'accept') },
  ]
})

const trade: OperationLine[] = [
  { ...read, id: 'listDeviations', may: ['deviation:read'], sample: () => ({ path: '/v1/quote-deviations' }) },
  {
    ...read,
    id: 'getDeviationBand',
    may: ['deviation:read', 'user-quote:write'],
    sample: () => ({ path: '/v1/deviation-band' }),
  },
  {
    ...write,
    id: 'setDeviationBand',
    method: 'PUT',
    may: ['deviation:write'],
    sample: () => ({ path: '/v1/deviation-band', body: { maxDiscountBps: 500, maxSurchargeBps: 500 } }),
  },
  { ...read, id: 'listFreightTariffs', may: ['freight:read'], sample: () => ({ path: '/v1/freight-tariffs' }) },
  {
    ...write,
    id: 'setFreightTariff',
    method: 'PUT',
    may: ['freight:write'],
    sample: (brand) => ({
      path: `/v1/freight-tariffs/${brand.next('Z')}`,
      body: { perKgFen: 1, minimumFen: 1, taxRateBps: 900 },
    }),
  },
  {
    ...read,
    id: 'listQuotes',
    may: ['purchase-quote:read', 'user-quote:read'],
    sample: () => ({ path: '/v1/quotes?limit=100' }),
  },
  { ...read, id: 'listOrders', may: ['order:read'], sample: () => ({ path: '/v1/orders?limit=100' }) },
  {
    ...oneRead,
    id: 'getOrder',
    may: ['order:read'],
    sample: async (brand, tenant) => ({ path: `/v1/orders/${(await brand.placedOrder(tenant)).id}` }),
  },
  {
    ...oneWrite,
    id: 'shipOrder',
    may: ['order:ship'],
    sample: async (brand, tenant) => ({ path: `/v1/orders/${(await brand.placedOrder(tenant)).id}/ship`, body: {} }),
  },
]

const money: OperationLine[] = [
  { ...oneRead, id: 'getAccount', record: false, may: ['account:read'], sample: () => ({ path: '/v1/account' }) },
  {
    ...read,
    id: 'listEntries',
    may: ['account:read'],
    sample: () => ({ path: '/v1/account/entries' }),
  },
  { ...read, id: 'listPayments', may: ['payment:read'], sample: () => ({ path: '/v1/payments' }) },
  {
    ...oneWrite,
    id: 'recordPayment',
    record: false,
    ok: 201,
    may: ['payment:write'],
    sample: (brand) => ({
      path: '/v1/payments',
      body: { amountFen: 100, receivedOn: '2026-10-10', method: 'cash', reference: brand.next('r') },
    }),
  },
  {
    ...oneRead,
    id: 'getPayment',
    may: ['payment:read'],
    sample: async (brand, tenant) => ({ path: `/v1/payments/${(await brand.payment(tenant)).id}` }),
  },
  {
    ...oneWrite,
    id: 'reversePayment',
    may: ['payment:write'],
    sample: async (brand, tenant) => ({
      path: `/v1/payments/${(await brand.payment(tenant)).id}/reverse`,
      body: { reason: '退票' },
    }),
  },
  { ...read, id: 'listStatements', may: ['statement:read'], sample: () => ({ path: '/v1/statements' }) },
  {
    ...oneRead,
    id: 'getStatement',
    may: ['statement:read'],
    sample: async (brand, tenant) => ({ path: `/v1/statements/${(await brand.statement(tenant)).id}` }),
  },
  {
    ...oneRead,
    id: 'getStatementJournal',
    may: ['statement:read'],
    sample: async (brand, tenant) => ({ path: `/v1/statements/${(await brand.statement(tenant)).id}/journal` }),
  },
  { ...read, id: 'listClosingRuns', may: ['closing:read'], sample: () => ({ path: '/v1/closing-runs' }) },
  {
    ...write,
    id: 'startClosingRun',
    ok: 202,
    may: ['closing:run'],
    sample: () => ({ path: '/v1/closing-runs', body: { month: '2026-10' } }),
  },
  {
    ...read,
    id: 'getClosingRun',
    may: ['closing:read'],
    sample: async (brand) => ({ path: `/v1/closing-runs/${await runId(brand)}` }),
  },
]

const reach: OperationLine[] = [
  {
    ...read,
    id: 'previewClosing',
    may: ['closing:read'],
    sample: () => ({ path: '/v1/closing-preview?month=2026-11' }),
  },
  { ...read, id: 'listExceptions', may: ['exception:read'], sample: () => ({ path: '/v1/exceptions' }) },
  {
    ...write,
    id: 'retryException',
    may: ['exception:retry'],
    sample: async (brand) => ({ path: `/v1/exceptions/${(await brand.exception()).id}/retry` }),
  },
  { ...read, id: 'listWebhooks', may: ['webhook:read'], sample: () => ({ path: '/v1/webhooks' }) },
  {
    ...write,
    id: 'createWebhook',
    ok: 201,
    may: ['webhook:write'],
    sample: async (brand, tenant) => ({ path: '/v1/webhooks', body: await brand.webhookBody(tenant) }),
  },
  {
    ...read,
    id: 'getWebhook',
    may: ['webhook:read'],
    record: true,
    sample: async (brand, tenant) => ({ path: webhookPath(await brand.webhook(tenant), tenant) }),
  },
  {
    ...write,
    id: 'changeWebhook',
    method: 'PATCH',
    may: ['webhook:write'],
    record: true,
    sample: async (brand, tenant) => ({
      path: webhookPath(await brand.webhook(tenant), tenant),
      body: { description: brand.next('说明') },
    }),
  },
  {
    ...write,
    id: 'deleteWebhook',
    method: 'DELETE',
    may: ['webhook:write'],
    record: true,
    sample: async (brand, tenant) => ({ path: webhookPath(await brand.webhook(tenant), tenant) }),
  },
  {
    ...write,
    id: 'rotateWebhookSecret',
    may: ['webhook:write'],
    record: true,
    sample: async (brand, tenant) => ({ path: webhookPath(await brand.webhook(tenant), tenant, '/rotate') }),
  },
  {
    ...read,
    id: 'listWebhookDeliveries',
    may: ['webhook:read'],
    record: true,
    sample: async (brand, tenant) => ({ path: webhookPath(await brand.webhook(tenant), tenant, '/deliveries') }),
  },
  {
    ...write,
    id: 'replayWebhookDelivery',
    may: ['webhook:write'],
    record: true,
    sample: async (brand, tenant) => {
      const { endpoint, delivery } = await brand.delivery(tenant)
      return { path: webhookPath(endpoint, tenant, `/deliveries/${delivery.id}/replay`) }
    },
  },
]

const webhookPath = ({ id }: { id: string }, tenant: Tenant, rest = '') =>
  `/v1/webhooks/${id}${rest}?channelId=${tenant.channel.id}`

async function runId(brand: Brand): Promise<string> {
  const page = await brand.world.json<{ items: { id: string }[] }>('GET', '/v1/closing-runs', {
    as: brand.hq.auditor,
    expect: 200,
  })
  return page.items[0]?.id ?? ''
}

const told: OperationLine[] = [
  { ...read, id: 'listNotices', may: ['notice:read'], sample: () => ({ path: '/v1/notices?limit=100' }) },
  {
    ...write,
    id: 'readNotice',
    may: ['notice:read'],
    sample: async (brand, tenant) => ({ path: `/v1/notices/${await brand.notice(tenant)}/read` }),
  },
  { ...write, id: 'readAllNotices', may: ['notice:read'], sample: () => ({ path: '/v1/notice-reads' }) },
  { ...read, id: 'getNoticePreferences', may: ['notice:read'], sample: () => ({ path: '/v1/notice-preferences' }) },
  {
    ...write,
    id: 'setNoticePreferences',
    method: 'PUT',
    may: ['notice:read'],
    sample: () => ({
      path: '/v1/notice-preferences',
      body: { items: [{ kind: 'orderHeld', inbox: true, senders: true }] },
    }),
  },
  {
    ...read,
    id: 'listNoticeDispatches',
    may: ['notice-dispatch:read'],
    sample: () => ({ path: '/v1/notice-dispatches' }),
  },
]

const JSON_OPERATIONS: readonly OperationLine[] = [
  ...identity,
  ...PEOPLE_OPERATIONS,
  ...GUARD_OPERATIONS,
  ...MODEL_OPERATIONS,
  ...catalogue,
  ...pricing,
  ...POLICY_OPERATIONS,
  ...COMPILE_OPERATIONS,
  ...GATE_OPERATIONS,
  ...quotes,
  ...trade,
  ...told,
  ...money,
  ...reach,
]

/** Every list can be had as a file (X1), by whoever may have the list. */
const exportOf = (line: OperationLine): OperationLine => ({
  ...line,
  sample: async (brand, tenant) => {
    const { path, ...rest } = await line.sample(brand, tenant)
    return { ...rest, path: `${path}${path.includes('?') ? '&' : '?'}format=csv` }
  },
})

/** Every operation of the API. One that is in the OpenAPI document and not here fails the matrix. */
export const OPERATIONS: readonly OperationLine[] = [
  ...JSON_OPERATIONS,
  ...JSON_OPERATIONS.filter((line) => line.id.startsWith('list')).map(exportOf),
]
