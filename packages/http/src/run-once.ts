import { once, type Store } from '@partline/db'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

/** Runs a verb under the request's idempotency claim and says in a header when the answer is a replay. */
export async function runOnce<T>(
  c: Context<AppEnv>,
  store: Store,
  verb: () => Promise<T>,
  reload: (subject: string) => Promise<T>,
): Promise<T> {
  const { record, replayed } = await once(c.get('ctx'), store, verb, reload)
  if (replayed) c.header('Idempotency-Replayed', 'true')
  return record
}
