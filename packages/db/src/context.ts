import { type Actor, defineProblem, type Ids, type Locale } from '@partline/kernel'
import type { Caches } from './caches.ts'
import type { ChannelDb } from './channel-db.ts'
import type { Databases } from './databases.ts'
import type { HqDb } from './hq-db.ts'

/** The write a request claims with its Idempotency-Key; a replay finds it instead of repeating the effect. */
export type Claim = { readonly key: string; readonly fingerprint: string }

/** What a request must know of its channel before it reads anything. */
export type HomeChannel = {
  readonly id: string
  readonly shard: string
  readonly grade: string
  readonly zone: string
  /** Different parts all its people together may look up on a Shanghai day. */
  readonly distinctPartsPerDay: number
}

export type ContextParts = {
  actor: Actor
  /** Epoch milliseconds; the only clock there is. */
  now: number
  ids: Ids
  requestId: string
  locale: Locale
  databases: Databases
  /** What this isolate remembers between requests; every entry expires by `now`. */
  caches: Caches
  /** The one channel this request is about, if it is about one. */
  home?: HomeChannel | undefined
  claim?: Claim | undefined
  /** Lets work outlive the answer (waitUntil). */
  defer?: (work: Promise<unknown>) => void
}

/** Which channel is meant is not clear from who asks. */
export const channelHeaderRequired = defineProblem('malformed', 'channel-header-required', {
  zh: '请在请求头 Partline-Channel 中指明渠道',
  en: 'Name the channel in the Partline-Channel header',
})

/** Everything a verb may use, made once per request or job. */
export class Ctx {
  readonly actor: Actor
  readonly now: number
  readonly ids: Ids
  readonly requestId: string
  readonly locale: Locale
  readonly databases: Databases
  readonly caches: Caches
  readonly home: HomeChannel | undefined
  readonly claim: Claim | undefined
  readonly defer: (work: Promise<unknown>) => void

  constructor(parts: ContextParts) {
    this.actor = parts.actor
    this.now = parts.now
    this.ids = parts.ids
    this.requestId = parts.requestId
    this.locale = parts.locale
    this.databases = parts.databases
    this.caches = parts.caches
    this.home = parts.home
    this.claim = parts.claim
    this.defer = parts.defer ?? (() => undefined)
  }

  get hq(): HqDb {
    return this.databases.hq
  }

  /** The channel's database, when the request is about a channel. */
  get channel(): ChannelDb | undefined {
    return this.home && this.databases.channel(this.home.shard, this.home.id)
  }

  /** The channel's database; HQ must have named the channel. */
  get db(): ChannelDb {
    const { channel } = this
    if (!channel) throw channelHeaderRequired()
    return channel
  }

  /** The same context, working for another channel (jobs) or with another clock. */
  with(parts: Partial<ContextParts>): Ctx {
    return new Ctx({ ...this, ...parts })
  }

  may(permission: Parameters<Actor['permissions']['has']>[0]): boolean {
    return this.actor.permissions.has(permission)
  }
}
