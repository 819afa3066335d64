import type { Ctx } from '@partline/db'
import { tooManyRequests } from '@partline/http'
import { requireBudget } from './watch/lookup-budgets.ts'

type Bucket = { left: number; at: number }

const MAX_BUCKETS = 20_000

/** Burst limits per key in isolate memory: a brake, not an account. */
class LookupBuckets {
  readonly #buckets = new Map<string, Bucket>()

  /** Takes `count` out of the key's bucket, which holds a minute's worth; answers the seconds to wait when it is empty. */
  take(actorId: string, perMinute: number, count: number, now: number): number {
    const bucket = this.#buckets.get(actorId) ?? this.#open(actorId, perMinute, now)
    bucket.left = Math.min(perMinute, bucket.left + ((now - bucket.at) * perMinute) / 60_000)
    bucket.at = now
    if (bucket.left >= count) {
      bucket.left -= count
      return 0
    }
    return Math.max(1, Math.ceil(((count - bucket.left) * 60) / perMinute))
  }

  #open(actorId: string, perMinute: number, now: number): Bucket {
    if (this.#buckets.size >= MAX_BUCKETS) this.#buckets.clear()
    const bucket = { left: perMinute, at: now }
    this.#buckets.set(actorId, bucket)
    return bucket
  }
}

/** Lets a look-up of so many parts through, or refuses it with the time to wait (T7). */
export function spendLookups(ctx: Ctx, count: number): void {
  requireBudget(ctx)
  const wait = ctx.caches.of(LookupBuckets).take(ctx.actor.id, ctx.actor.lookupsPerMinute, count, ctx.now)
  if (wait > 0) throw tooManyRequests({ retryAfterSeconds: wait })
}
