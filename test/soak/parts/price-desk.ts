import { createHash, randomBytes } from 'node:crypto'
import type { SoakRuntime } from './runtime.ts'

type Who = 'priceManager' | 'serviceDirector'

/** HQ's people concerned with prices, each with a key: one makes drafts, the other approves them. */
export class PriceDesk {
  readonly #soak: SoakRuntime
  readonly #keys: Record<Who, string>

  constructor(soak: SoakRuntime, keys: Record<Who, string>) {
    this.#soak = soak
    this.#keys = keys
  }

  static async open(soak: SoakRuntime): Promise<PriceDesk> {
    const [priceManager, serviceDirector] = [await newKey(soak, 'priceManager'), await newKey(soak, 'serviceDirector')]
    return new PriceDesk(soak, { priceManager, serviceDirector })
  }

  async ask<T>(method: string, path: string, body?: object, who: Who = 'priceManager'): Promise<T> {
    const key = this.#keys[who]
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID()
    const response = await fetch(`${this.#soak.runtime.url}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }
}

async function newKey(soak: SoakRuntime, role: Who): Promise<string> {
  const secret = `plk_${randomBytes(32).toString('base64url')}`
  await soak.rows(
    'HQ_DB',
    `insert into api_key (channel_id, id, key_hash, label, role, lookups_per_minute, created_at, created_by, expires_at)
      values ('hq', ?, ?, 'soak', ?, 1, 1, ?, ?)`,
    `key_soak_${role}`,
    createHash('sha256').update(secret).digest('hex'),
    role,
    `per_soak_${role}`,
    Date.now() + 86_400_000,
  )
  return secret
}
