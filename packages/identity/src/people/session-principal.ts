import type { Databases } from '@partline/db'
import type { Actor } from '@partline/kernel'
import { PRINCIPAL_TTL_MS, type Principal } from '../principal.ts'
import { permissionsOf } from '../roles.ts'
import { tokenHash } from './secrets.ts'
import { chooseStanding, liveStandings, type Standing } from './standing.ts'
import { sessionStandings } from './standings.repo.ts'

/** What somebody who types needs: price look-ups a minute, and different parts a Shanghai day (T7). */
const LIMITS = { lookupsPerMinute: 600, distinctPartsPerDay: 300 }

const MAX_KNOWN = 20_000

/** A signed-in person and all her places. */
export type SessionHolder = { sessionId: string; personId: string; name: string; standings: readonly Standing[] }

type Known = { holder: SessionHolder; until: number }

/** Sessions by token, each for at most 30 s and never past its own end. */
export class SessionCache {
  readonly #known = new Map<string, Known>()

  find(token: string, now: number): SessionHolder | undefined {
    const known = this.#known.get(token)
    return known && known.until > now ? known.holder : undefined
  }

  keep(token: string, known: Known): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.set(token, known)
  }

  /** Here at once; other isolates hear of it within 30 s. */
  forget(token: string): void {
    this.#known.delete(token)
  }
}

/** Who holds this session; undefined when it is unknown, over, revoked, or its person belongs nowhere any more. */
export async function resolveSession(databases: Databases, cache: SessionCache, token: string, now: number) {
  const system = databases.system('hq')
  const [rows] = await system.read(sessionStandings(system, await tokenHash('session', token)))
  const standings = liveStandings(rows)
  const [first] = standings
  if (!first || first.revokedAt !== null || first.expiresAt <= now) return undefined
  const holder: SessionHolder = { sessionId: first.sessionId, personId: first.personId, name: first.name, standings }
  cache.keep(token, { holder, until: Math.min(now + PRINCIPAL_TTL_MS, first.expiresAt) })
  return holder
}

/**
 * The principal a person is in the place she named, or in her only one. In several without a name she is nobody's:
 * she reaches her own account and nothing else. Undefined when what she named is not hers.
 */
export function principalOfSession(holder: SessionHolder, named: string | undefined): Principal | undefined {
  const standing = chooseStanding(holder.standings, named)
  if (standing === undefined) return undefined
  const place = standing === 'several' ? undefined : standing
  const kind = place?.channelId === 'hq' ? 'hq' : 'channel'
  const held = place ? permissionsOf(kind, place.role, place.status === 'suspended') : []
  const actor: Actor = {
    id: holder.personId,
    personId: holder.personId,
    label: holder.name,
    kind,
    role: place?.role ?? '',
    permissions: new Set([...held, 'profile:read', 'self:manage']),
    channelId: kind === 'channel' ? place?.channelId : undefined,
    ...LIMITS,
    sessionId: holder.sessionId,
    ...(place ? {} : { undecided: true }),
  }
  const { channelId: id, shard, grade, zone, distinctPartsPerDay } = place ?? {}
  const placed = kind === 'channel' && id && shard && grade && zone && distinctPartsPerDay
  return { actor, home: placed ? { id, shard, grade, zone, distinctPartsPerDay } : undefined }
}
