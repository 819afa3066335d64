import { Caches, Ctx, Databases, type Message } from '@partline/db'
import {
  CHANNEL_ROLES,
  type Channel,
  type ChannelRole,
  createApiKey,
  createChannel,
  getChannel,
  HQ_ROLES,
  type HqRole,
  permissionsOf,
} from '@partline/identity'
import { type Actor, createIds, type Ids } from '@partline/kernel'
import { createApi } from '@partline/workers/api'
import { closeDueMonths, deliver, eachMinute, sweepOutbox } from '@partline/workers/jobs'
import type { Hono } from 'hono'
import { putGrades } from './grades.ts'
import { seededBytes } from './seeded.ts'

export type WorldParts = {
  /** Bindings HQ_DB, CHANNEL_DB_1, CHANNEL_DB_2, already migrated. */
  bindings: object
  /** The first instant of the world's clock; default 2026-11-23T02:00:00Z (10:00 in Shanghai). */
  now?: number
  /** Two worlds with one seed make the same ids and request ids. */
  seed?: number
  /** What hashing a password costs; next to nothing when left out. */
  passwordCost?: { N: number; r: number; p: number }
}

export type Call = {
  as?: string | undefined
  /** The cookies of a person who signed in; the request then comes from a page of ours. */
  person?: string | undefined
  body?: unknown
  /** Idempotency-Key; a fresh one for every write when left out, none at all for `null`. */
  key?: string | null
  channel?: string
  headers?: Record<string, string>
}

let serial = 0

const NO_LIMITS = { lookupsPerMinute: 1_000_000, distinctPartsPerDay: 1_000_000 }

/** A whole deployment on real databases, with an injected clock and ids. Each test opens its own tenants in it. */
export class World {
  now: number
  readonly databases: Databases
  readonly caches = new Caches()
  readonly app: Hono<never>
  readonly #random: (length: number) => Uint8Array
  #requests = 0
  #keys = 0
  readonly #seed: number
  readonly #files: R2Bucket | undefined

  constructor(parts: WorldParts) {
    this.now = parts.now ?? Date.UTC(2026, 10, 23, 2)
    this.#files = (parts.bindings as { FILES?: R2Bucket }).FILES
    this.#seed = parts.seed ?? ++serial * 7919
    this.#random = seededBytes(this.#seed)
    this.databases = new Databases(parts.bindings)
    this.app = createApi({
      databases: this.databases,
      caches: this.caches,
      now: () => this.now,
      ids: (now) => this.ids(now),
      files: this.#files,
      newRequestId: () => `req_${this.#seed}_${++this.#requests}`,
      passwordCost: parts.passwordCost ?? { N: 1024, r: 8, p: 1 },
      refusalMs: 0,
    }) as unknown as Hono<never>
  }

  ids(now: number): Ids {
    return createIds(now, this.#random)
  }

  /** Moves the clock. */
  pass(ms: number): void {
    this.now += ms
  }

  /** A context as a request of that role would have it, for calling verbs directly. */
  ctx(actor: Partial<Actor> & { kind: 'hq' | 'channel'; role: string }, channel?: Channel): Ctx {
    const id = actor.id ?? `test_${actor.role}`
    return new Ctx({
      actor: {
        id,
        personId: id,
        label: id,
        permissions: permissionsOf(actor.kind, actor.role, false),
        channelId: actor.kind === 'channel' ? channel?.id : undefined,
        lookupsPerMinute: 1_000_000,
        distinctPartsPerDay: 1_000_000,
        ...actor,
      },
      now: this.now,
      ids: this.ids(this.now),
      requestId: 'req_test',
      locale: 'zh',
      databases: this.databases,
      caches: this.caches,
      home: channel,
    })
  }

  /** A channel of its own for one test, already taken in by its shard. */
  async openChannel(
    parts: {
      grade?: string
      shard?: string
      zone?: string
      name?: string
      creditLimitFen?: number
      distinctPartsPerDay?: number
    } = {},
  ): Promise<Channel> {
    await putGrades(this.databases)
    const ctx = this.ctx({ kind: 'hq', role: 'admin' })
    const channel = await createChannel(ctx, {
      name: parts.name ?? `渠道 ${++this.#keys}`,
      grade: parts.grade ?? 'A',
      cycle: 'perOrder',
      creditLimitFen: parts.creditLimitFen ?? 0,
      zone: parts.zone ?? '华东',
      distinctPartsPerDay: parts.distinctPartsPerDay ?? 1_000_000,
      shard: parts.shard,
    })
    await this.deliverAll()
    return getChannel(ctx, channel.id)
  }

  /** An API key for a role of a channel, or of HQ. Each key is made by another administrator, and so another person's. */
  async keyFor(role: ChannelRole | HqRole, channel?: Channel, expiresOn?: string): Promise<string> {
    const ctx = this.ctx({ kind: 'hq', role: 'admin', personId: `per_admin_${this.#seed}_${++this.#keys}` })
    const input = { label: role, role, channelId: channel?.id, expiresOn, ...NO_LIMITS }
    return (await createApiKey(ctx, input)).secret
  }

  /** One key per channel role. */
  async channelKeys(channel: Channel): Promise<Record<ChannelRole, string>> {
    return this.#keysFor(Object.keys(CHANNEL_ROLES) as ChannelRole[], channel)
  }

  /** One key per HQ role. */
  async hqKeys(): Promise<Record<HqRole, string>> {
    return this.#keysFor(Object.keys(HQ_ROLES) as HqRole[], undefined)
  }

  async #keysFor<R extends ChannelRole | HqRole>(roles: R[], channel: Channel | undefined): Promise<Record<R, string>> {
    const keys: Partial<Record<R, string>> = {}
    for (const role of roles) keys[role] = await this.keyFor(role, channel)
    return keys as Record<R, string>
  }

  /** One HTTP request through the whole API. */
  async call(method: string, path: string, call: Call = {}): Promise<Response> {
    const headers = new Headers(call.headers)
    if (call.as) headers.set('authorization', `Bearer ${call.as}`)
    if (call.person) headers.set('cookie', call.person)
    if (call.person && !headers.has('origin')) headers.set('origin', 'http://partline.test')
    if (call.channel) headers.set('partline-channel', call.channel)
    if (method !== 'GET' && call.key !== null)
      headers.set('idempotency-key', call.key ?? `key-${this.#seed}-${++this.#keys}`)
    const raw = typeof call.body === 'string' || call.body instanceof Uint8Array
    if (call.body !== undefined && !raw && !headers.has('content-type')) headers.set('content-type', 'application/json')
    const body = call.body === undefined ? undefined : raw ? (call.body as string) : JSON.stringify(call.body)
    const deferred: Promise<unknown>[] = []
    const execution = {
      waitUntil: (work: Promise<unknown>) => void deferred.push(work),
      passThroughOnException: () => undefined,
      props: {},
    }
    const request = new Request(`http://partline.test${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    const response = await this.app.fetch(request, {}, execution as never)
    this.deferred.push(...deferred)
    return response
  }

  /** Work the requests left to waitUntil, such as look-up audit rows. */
  readonly deferred: Promise<unknown>[] = []

  async settle(): Promise<void> {
    while (this.deferred.length > 0) await Promise.all(this.deferred.splice(0))
  }

  /** The same, expecting a status; answers the parsed body. */
  async json<T = Record<string, unknown>>(method: string, path: string, call: Call & { expect: number }): Promise<T> {
    const response = await this.call(method, path, call)
    const text = await response.text()
    if (response.status !== call.expect)
      throw new Error(`${method} ${path}: ${response.status}, not ${call.expect}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** What the minute cron and the queue do: every outbox row reaches its receiver. */
  async deliverAll(): Promise<void> {
    const ctx = this.ctx({ kind: 'hq', role: 'system' })
    const send = async (messages: Message[]) => {
      for (const message of messages) await deliver(ctx, message)
    }
    while ((await sweepOutbox(ctx, send)) > 0);
  }

  /** What the minute cron and its queue do, with `post` in the place of the outside world. */
  async minute(post: (url: string, request: RequestInit) => Promise<Response>): Promise<void> {
    const ctx = this.ctx({ kind: 'hq', role: 'system' })
    const send = async (messages: Message[]) => {
      for (const message of messages) await deliver(ctx, message)
    }
    await eachMinute(ctx, { send, post, clock: () => this.now, files: this.#files })
  }

  /** What the hourly cron and its queue do, at the world's clock. */
  async closeMonths(): Promise<void> {
    await closeDueMonths(this.ctx({ kind: 'hq', role: 'system' }))
  }
}
