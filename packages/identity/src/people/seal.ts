import type { Ctx } from '@partline/db'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { keptSecret } from './kept-secret.repo.ts'
import type { PeopleParts } from './parts.ts'

/** Encrypts a second-factor secret (XChaCha20-Poly1305). The prefix says with which key: `env:` or `hq:`. */
export async function seal(ctx: Ctx, parts: PeopleParts, text: string): Promise<string> {
  const source = parts.authSecret ? 'env' : 'hq'
  return `${source}:${await symmetricEncrypt({ key: await keyOf(ctx, parts, source), data: text })}`
}

export async function unseal(ctx: Ctx, parts: PeopleParts, sealed: string): Promise<string> {
  const source = sealed.startsWith('env:') ? 'env' : 'hq'
  return symmetricDecrypt({ key: await keyOf(ctx, parts, source), data: sealed.slice(source.length + 1) })
}

async function keyOf(ctx: Ctx, parts: PeopleParts, source: 'env' | 'hq'): Promise<string> {
  if (source === 'hq') return keptSecret(ctx.hq)
  if (parts.authSecret) return parts.authSecret
  throw new Error('AUTH_SECRET is missing, and second factors were sealed with it')
}
