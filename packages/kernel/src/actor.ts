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
}
