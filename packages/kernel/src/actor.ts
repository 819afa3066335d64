import type { Permission } from './permission.ts'

/** Who is acting: an API key or a person, of HQ or of exactly one channel. */
export type Actor = {
  readonly id: string
  /** The person behind it, where one is known; two keys of one person are the same person. */
  readonly personId: string
  readonly label: string
  readonly kind: 'hq' | 'channel'
  readonly role: string
  readonly permissions: ReadonlySet<Permission>
  /** Set for `kind: 'channel'` only. */
  readonly channelId: string | undefined
  /** Price look-ups a minute before the burst limit refuses. */
  readonly lookupsPerMinute: number
  /** Different parts a Shanghai day before the daily budget refuses. */
  readonly distinctPartsPerDay: number
  /** Set for a person who signed in. */
  readonly sessionId?: string
  /** A person with several channels who has not said for which she acts; belongs to none of them. */
  readonly undecided?: boolean
}

/** The scheduled jobs of the system itself; holds no permission, so no route can act as it. */
export const systemActor: Actor = {
  id: 'system',
  personId: 'system',
  label: 'system',
  kind: 'hq',
  role: 'system',
  permissions: new Set(),
  channelId: undefined,
  lookupsPerMinute: 0,
  distinctPartsPerDay: 0,
}
