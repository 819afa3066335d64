/** One of a person's places: a channel, or HQ. */
export type Standing = {
  readonly membershipId: string
  /** `hq`, or a channel's id. */
  readonly channelId: string
  readonly role: string
  readonly channelName: string | null
  readonly status: string | null
  readonly shard: string | null
  readonly grade: string | null
  readonly zone: string | null
  readonly distinctPartsPerDay: number | null
}

/** The places that open anything: HQ, and channels that are not archived. */
export const liveStandings = <S extends Pick<Standing, 'channelId' | 'status'>>(standings: readonly S[]): S[] =>
  standings.filter(({ channelId, status }) => channelId === 'hq' || status === 'active' || status === 'suspended')

/**
 * Under which of her places a person acts. Naming one of hers picks it; HQ's people reach every channel; of several
 * channels one must be named (`several`). `undefined`: what she named is not hers (T3).
 */
export function chooseStanding<S extends Pick<Standing, 'channelId'>>(
  standings: readonly S[],
  named: string | undefined,
): S | 'several' | undefined {
  const hq = standings.find(({ channelId }) => channelId === 'hq')
  if (named !== undefined) return standings.find(({ channelId }) => channelId === named && named !== 'hq') ?? hq
  return hq ?? (standings.length > 1 ? 'several' : standings[0])
}
