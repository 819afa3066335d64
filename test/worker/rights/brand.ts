import { EVENT_TOPIC } from '@partline/db'
import { noteException } from '@partline/exceptions'
import type { Channel, ChannelRole, HqRole } from '@partline/identity'
import { deliverNotice, NOTICE_TOPIC } from '@partline/notices'
import { publishPrices, putModels, World, type WorldParts } from '@partline/testing'
import { sendDue, takeEvents } from '@partline/webhooks'

/** What two worlds may differ in without anybody unentitled noticing. Prices in fen, net. */
export type Secrets = {
  settlementFen: number
  /** Other grades' settlement price of the same part. */
  gradeBFen: number
  costFen: number
  /** Of the finished product. */
  dealerFen: number
  /** Of the price policy, in basis points. */
  policyBps: number
  /** Of two like parts, in millionths. */
  likePpm: number
}

export const PLAIN_SECRETS: Secrets = {
  settlementFen: 71_313,
  gradeBFen: 68_417,
  costFen: 40_219,
  dealerFen: 6_543_217,
  policyBps: 83_171,
  likePpm: 1_043_219,
}

export type Tenant = { channel: Channel; keys: Record<ChannelRole, string> }
type Made = { id: string }

/** A brand with three channels (two on one shard), books, a tariff, a closed month, and factories for fresh records. */
export class Brand {
  readonly world: World
  hq!: Record<HqRole, string>
  own!: Tenant
  sibling!: Tenant
  other!: Tenant
  secrets = PLAIN_SECRETS
  #serial = 0

  constructor(parts: WorldParts) {
    this.world = new World({ now: Date.UTC(2026, 9, 15, 2), ...parts })
  }

  async open(secrets: Secrets): Promise<this> {
    const { world } = this
    this.secrets = secrets
    this.hq = await world.hqKeys()
    this.own = await this.#tenant('1', '华东自有')
    this.sibling = await this.#tenant('1', '华东同片')
    this.other = await this.#tenant('2', '华东他片')
    this.#policyBps = secrets.policyBps
    await publishPrices(world, {
      parts: [
        {
          number: 'RM-1',
          nameZh: '前轮轴承',
          nameEn: 'BEARING FR WHEEL',
          guideFen: 99_991,
          costFen: secrets.costFen,
          settlementFen: secrets.settlementFen,
          byGrade: { B: secrets.gradeBFen },
        },
        { number: 'RM-2', nameZh: '后轮轴承', guideFen: 50_000, settlementFen: 30_000, costFen: secrets.costFen },
        { number: 'RM-CORE', class: 'core', costFen: secrets.costFen },
      ],
    })
    await this.#rules(secrets)
    const tariff = { perKgFen: 800, minimumFen: 1_200, freeFromFen: null, taxRateBps: 900 }
    await world.json('PUT', `/v1/freight-tariffs/${encodeURIComponent('华东')}`, {
      as: this.hq.priceManager,
      body: tariff,
      expect: 200,
    })
    for (const tenant of [this.own, this.sibling, this.other]) await this.#trade(tenant)
    world.now = Date.UTC(2026, 10, 23, 2)
    await world.closeMonths()
    return this
  }

  #policyBps = 0

  /** A price policy; its numbers are as secret as what they make. */
  policyBody() {
    const bps = this.#policyBps
    const tolerances = { likeToleranceBps: bps % 10_000, supersessionToleranceBps: bps % 10_000 }
    const corridors = { corridorBps: bps, familyCorridorBps: bps, ...tolerances }
    const guide = { guideModuleBps: 10_000 + bps, guideWearBps: 10_000 + bps, guideStandardBps: 10_000 + bps }
    const margins = { moduleMarginBps: bps, wearMarginBps: 0, standardMarginBps: bps }
    return {
      ...{ note: this.next('政策 '), ...corridors, ...guide, settlementStepFen: 10, guideStepFen: 100 },
      lines: [{ productLine: '', factorBps: 10_000 + bps, toleranceBps: 500, ...margins }],
      families: [{ family: 'BEARING', corridorBps: bps }],
    }
  }

  /** What rules the prices: a model with its service BOM, families, like parts, a policy. */
  async #rules({ likePpm, dealerFen }: Secrets): Promise<void> {
    const lines = ['RM-1', 'RM-2', 'RM-CORE'].map((number) => ({ number, quantityMilli: 1_500 }))
    await putModels(this.world, [{ code: 'RM-M1', productLine: 'RM-LINE', dealerPriceNetFen: dealerFen, lines }])
    const as = this.hq.priceManager
    for (const number of ['RM-1', 'RM-2'])
      await this.world.json('PATCH', `/v1/parts/${number}`, { as, body: { family: 'BEARING' }, expect: 200 })
    const pair = { partNumber: 'RM-1', otherPartNumber: 'RM-2', ratioPpm: likePpm, reason: '同款' }
    await this.world.json('PUT', '/v1/like-parts', { as, body: { pairs: [pair] }, expect: 200 })
    await this.world.json('POST', '/v1/price-policies', { as, body: this.policyBody(), expect: 201 })
  }

  async #tenant(shard: string, name: string): Promise<Tenant> {
    const channel = await this.world.openChannel({ shard, name, grade: 'A', creditLimitFen: 1_000_000 })
    return { channel, keys: await this.world.channelKeys(channel) }
  }

  async #trade(tenant: Tenant): Promise<void> {
    const order = await this.placedOrder(tenant)
    await this.world.json('POST', `/v1/orders/${order.id}/ship`, {
      as: this.hq.accountant,
      channel: tenant.channel.id,
      body: {},
      expect: 200,
    })
    await this.payment(tenant)
  }

  /** A text nobody else has used, for fields that should differ. */
  next(prefix: string): string {
    return `${prefix}${++this.#serial}`
  }

  quoteBody(kind: 'purchase' | 'user') {
    const customer = kind === 'user' ? { customer: { name: '王先生', phone: '13800138000' } } : {}
    return { kind, lines: [{ partNumber: 'RM-1', quantity: 2 }], ...customer }
  }

  async draftQuote(tenant: Tenant, kind: 'purchase' | 'user'): Promise<Made> {
    return this.world.json('POST', '/v1/quotes', { as: tenant.keys.principal, body: this.quoteBody(kind), expect: 201 })
  }

  async issuedQuote(tenant: Tenant, kind: 'purchase' | 'user'): Promise<Made> {
    const { id } = await this.draftQuote(tenant, kind)
    return this.world.json('POST', `/v1/quotes/${id}/issue`, { as: tenant.keys.principal, expect: 200 })
  }

  async placedOrder(tenant: Tenant): Promise<Made> {
    const { id } = await this.issuedQuote(tenant, 'purchase')
    const made = await this.world.json<{ order: Made }>('POST', `/v1/quotes/${id}/accept`, {
      as: tenant.keys.principal,
      expect: 200,
    })
    return made.order
  }

  async payment(tenant: Tenant): Promise<Made> {
    const body = { amountFen: 12_300, receivedOn: '2026-10-10', method: 'bankTransfer', reference: this.next('流水') }
    return this.world.json('POST', '/v1/payments', {
      as: this.hq.accountant,
      channel: tenant.channel.id,
      body,
      expect: 201,
    })
  }

  async statement(tenant: Tenant): Promise<Made> {
    const page = await this.world.json<{ items: Made[] }>('GET', '/v1/statements', {
      as: tenant.keys.principal,
      expect: 200,
    })
    return page.items[0] as Made
  }

  async apiKey(tenant: Tenant): Promise<Made> {
    return this.world.json('POST', '/v1/api-keys', {
      as: tenant.keys.principal,
      body: { label: '临时', role: 'buyer' },
      expect: 201,
    })
  }

  /** Twenty endpoints are the most, so the tenant's others are taken away first. */
  async webhookBody(tenant: Tenant) {
    const as = tenant.keys.principal
    const { items } = await this.world.json<{ items: Made[] }>('GET', '/v1/webhooks', { as, expect: 200 })
    for (const { id } of items) await this.world.json('DELETE', `/v1/webhooks/${id}`, { as, expect: 200 })
    const url = `https://hooks.example.com/${this.next('w')}`
    return { url, types: ['payment.recorded'], role: 'finance', channelId: tenant.channel.id }
  }

  async webhook(tenant: Tenant): Promise<Made> {
    const body = await this.webhookBody(tenant)
    return this.world.json<Made>('POST', '/v1/webhooks', { as: tenant.keys.principal, body, expect: 201 })
  }

  /** An endpoint and an event it has been told of. */
  async delivery(tenant: Tenant): Promise<{ endpoint: Made; delivery: Made }> {
    const endpoint = await this.webhook(tenant)
    const { world } = this
    const ctx = world.ctx({ kind: 'hq', role: 'system' })
    const payload = { type: 'payment.recorded', subject: 'pay_1', needs: 'payment:read', at: world.now }
    const message = { id: ctx.ids.next('msg'), source: 'hq', tenantId: tenant.channel.id, topic: EVENT_TOPIC, payload }
    await takeEvents(ctx, [message])
    const post = async () => new Response(null, { status: 200 })
    while ((await sendDue(ctx, { post, clock: () => world.now })) > 0);
    const path = `/v1/webhooks/${endpoint.id}/deliveries?status=delivered`
    const call = { as: tenant.keys.principal, expect: 200 }
    const { items } = await world.json<{ items: Made[] }>('GET', path, call)
    return { endpoint, delivery: items[0] as Made }
  }

  /** An exception whose work has long been done, so that its retry succeeds. */
  async exception(): Promise<Made> {
    const ctx = this.world.ctx({ kind: 'hq', role: 'system' })
    const { id: channelId, shard } = this.own.channel
    const subject = this.next('work-')
    const message = { shard, channelIds: [channelId] }
    await noteException(ctx, { kind: 'closing', channelId, subject, message, reason: 'internal-error' })
    const page = await this.world.json<{ items: (Made & { subject: string })[] }>('GET', '/v1/exceptions', {
      as: this.hq.auditor,
      expect: 200,
    })
    return page.items.find((each) => each.subject === subject) as Made
  }

  /** A notice to everybody of the tenant and of HQ, under one id. */
  async notice(tenant: Tenant): Promise<string> {
    const id = this.next('msg_notice_')
    const ctx = this.world.ctx({ kind: 'hq', role: 'system' })
    const message = { id, source: tenant.channel.shard, tenantId: tenant.channel.id, topic: NOTICE_TOPIC }
    const params = { what: 'passwordChanged', changedAt: '2026-11-23T02:00:00.000Z' }
    for (const to of ['channel', 'hq'] as const)
      await deliverNotice(ctx, { ...message, payload: { kind: 'accountChanged', to, params, subject: null } })
    return id
  }

  async draftBook(): Promise<Made> {
    return this.world.json('POST', '/v1/price-books/guide/versions', {
      as: this.hq.priceManager,
      body: { taxBasis: 'net' },
      expect: 201,
    })
  }

  async pricedDraft(): Promise<Made> {
    const draft = await this.draftBook()
    const path = `/v1/price-books/guide/versions/${draft.id}/entries/RM-1`
    await this.world.json('PUT', path, { as: this.hq.priceManager, body: { priceFen: 88_800 }, expect: 200 })
    return draft
  }

  #day = 0
  /** Each submitted version takes another future day. */
  effectiveOn(): string {
    return new Date(Date.UTC(2027, 0, 1 + ++this.#day)).toISOString().slice(0, 10)
  }

  async submittedBook(): Promise<Made> {
    const draft = await this.pricedDraft()
    const path = `/v1/price-books/guide/versions/${draft.id}/submit`
    return this.world.json('POST', path, {
      as: this.hq.priceManager,
      body: { effectiveOn: this.effectiveOn() },
      expect: 200,
    })
  }

  async publishedBook(): Promise<Made> {
    const book = await this.submittedBook()
    return this.world.json('POST', `/v1/price-books/guide/versions/${book.id}/approve`, {
      as: this.hq.serviceDirector,
      expect: 200,
    })
  }

  async movingChannel(): Promise<Channel> {
    const channel = await this.freshChannel()
    await this.world.json('POST', `/v1/channels/${channel.id}/move`, {
      as: this.hq.admin,
      body: { shard: channel.shard === '1' ? '2' : '1' },
      expect: 202,
    })
    return channel
  }

  async freshChannel(status: 'active' | 'suspended' = 'active'): Promise<Channel> {
    const channel = await this.world.openChannel({ name: this.next('新渠道') })
    if (status === 'suspended')
      await this.world.json('POST', `/v1/channels/${channel.id}/suspend`, {
        as: this.hq.admin,
        body: { reason: '测试' },
        expect: 200,
      })
    await this.world.deliverAll()
    return channel
  }
}
