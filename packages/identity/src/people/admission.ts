import type { Ctx } from '@partline/db'
import { type AttemptRule, RULES } from './attempt-wait.ts'
import { type Bucket, countAttempt } from './attempts.repo.ts'
import type { Candidate } from './people.repo.ts'
import { signInSlowedDown } from './problems.ts'
import { tokenHash } from './secrets.ts'
import { knownPlaces } from './sessions.repo.ts'
import { type Who, whoText } from './who.ts'

/** Where a request comes from: its network address, its device cookie, and what the device calls itself. */
export type Origin = {
  readonly source: string
  readonly device: string | undefined
  readonly userAgent: string
  /** She holds a link somebody gave her, so that she is not trying one address after the other. */
  readonly invited?: boolean
}

/** How an attempt was counted: what success clears or takes back, and whether the device is one the person has used. */
export type Admission = { own: Bucket[]; shared: Bucket[]; knownDevice: boolean }

export const deviceHash = (device: string) => tokenHash('device', device)
export const sourceHash = (personId: string, source: string) => tokenHash('source', personId, source)

/**
 * Counts one password attempt at an address, by where it comes from. A place its owner has used is counted alone; any
 * other per network address and over all strangers together.
 * @throws sign-in-slowed-down when it came too early
 */
export async function admit(ctx: Ctx, who: Who, origin: Origin, candidates: readonly Candidate[]): Promise<Admission> {
  const ids = candidates.map(({ personId }) => personId)
  const device = origin.device && (await deviceHash(origin.device))
  const sources = await Promise.all(ids.map((id) => sourceHash(id, origin.source)))
  const [places] = await ctx.hq.read(knownPlaces(ctx.hq, [...(device ? [device] : []), ...sources]))
  const known = places.filter(({ personId }) => ids.includes(personId))
  const knownDevice = known.some(({ placeHash }) => placeHash === device)
  const bucket = async (rule: AttemptRule, ...parts: string[]) => ({ hash: await tokenHash('try', ...parts), rule })
  const address = whoText(who)
  const spray = await bucket(RULES.spray, 'spray', origin.source)
  if (knownDevice && device) return counted(ctx, [await bucket(RULES.device, 'device', address, device)], [], true)
  const here = await bucket(RULES.source, 'source', address, origin.source)
  if (known.length > 0) return counted(ctx, [here], [], false)
  const strangers = await bucket(RULES.strangers, 'strangers', address)
  return counted(ctx, [here], [...(origin.invited ? [] : [spray]), strangers], false)
}

async function counted(ctx: Ctx, own: Bucket[], shared: Bucket[], knownDevice: boolean): Promise<Admission> {
  const openAt = await countAttempt(ctx, [...own, ...shared])
  if (openAt === undefined) return { own, shared, knownDevice }
  throw signInSlowedDown({ retryAfterSeconds: Math.max(1, Math.ceil((openAt - ctx.now) / 1_000)) })
}
