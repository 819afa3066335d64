import type { Databases, HomeChannel } from '@partline/db'
import type { Actor } from '@partline/kernel'
import { credentialHash, isCredential } from './credential.ts'
import { findKeyHolder, type KeyHolder } from './principals.repo.ts'
import { permissionsOf } from './roles.ts'

/** How long an isolate may believe a key without asking: revocation is effective within it. */
export const PRINCIPAL_TTL_MS = 30_000

const MAX_KNOWN = 20_000

/** A resolved credential: who it is and, for a channel, where its data lives. */
export type Principal = {
  actor: Actor
  home: HomeChannel | undefined
}

type Known = { principal: Principal | undefined; until: number }

/** Principals by presented key, each for at most 30 s and never past its key's own expiry. */
export class PrincipalCache {
  readonly #known = new Map<string, Known>()

  find(token: string, now: number): Known | undefined {
    const known = this.#known.get(token)
    return known && known.until > now ? known : undefined
  }

  keep(token: string, known: Known): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.set(token, known)
  }
}

/** Who presents this key; undefined when it is unknown, expired, revoked or of an archived channel. */
export async function resolvePrincipal(
  databases: Databases,
  cache: PrincipalCache,
  token: string,
  now: number,
): Promise<Principal | undefined> {
  if (!isCredential(token)) return undefined
  const holder = await findKeyHolder(databases.system('hq'), await credentialHash(token))
  const valid = holder !== undefined && holder.revokedAt === null && holder.expiresAt > now
  const principal = valid ? principalOf(holder) : undefined
  if (principal) cache.keep(token, { principal, until: Math.min(now + PRINCIPAL_TTL_MS, holder?.expiresAt ?? 0) })
  return principal
}

function principalOf(holder: KeyHolder): Principal | undefined {
  const kind = holder.channelId === 'hq' ? 'hq' : 'channel'
  if (kind === 'channel' && (holder.status === null || holder.status === 'archived')) return undefined
  const actor: Actor = {
    id: holder.keyId,
    personId: holder.personId ?? holder.keyId,
    label: holder.label,
    kind,
    role: holder.role,
    permissions: permissionsOf(kind, holder.role, holder.status === 'suspended'),
    channelId: kind === 'channel' ? holder.channelId : undefined,
    lookupsPerMinute: holder.lookupsPerMinute,
    distinctPartsPerDay: holder.distinctPartsPerDay,
  }
  const { channelId: id, shard, grade, zone, channelPartsPerDay: distinctPartsPerDay } = holder
  const placed = kind === 'channel' && shard && grade && zone && distinctPartsPerDay
  const home = placed ? { id, shard, grade, zone, distinctPartsPerDay } : undefined
  return { actor, home }
}
