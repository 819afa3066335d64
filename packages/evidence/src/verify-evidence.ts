import type { ChannelDb, Ctx } from '@partline/db'
import { newestAnchor } from './anchor-heads.ts'
import { archivesOf } from './archives.repo.ts'
import type { Stream } from './chain.ts'
import { type Head, headsOfTenant, headsOnStatements, latestAnchor, type Place, parseHeads } from './heads.repo.ts'
import { type Fault, type KeptHead, type Verdict, verdictOf } from './judge-chain.ts'
import { type TrailReport, verifyTrail } from './verify-trail.ts'

export type Verification = {
  tenantId: string
  verdict: Verdict
  /** The newest Shanghai day whose heads were found in R2. */
  anchoredOn: string | null
  trails: TrailReport[]
}

/**
 * Recomputes a tenant's trails from their rows and holds them against the heads in HQ_DB, in R2 and on its statements
 * (T6): intact, altered, cut or rewritten, and where. A channel has one trail of changes made at HQ and two on its shard;
 * HQ itself has two.
 */
export async function verifyEvidence(ctx: Ctx, files: R2Bucket | undefined): Promise<Verification> {
  const tenantId = ctx.home?.id ?? ctx.hq.own.channelId
  const [heads, [recorded]] = await ctx.hq.read(headsOfTenant(ctx, tenantId), latestAnchor(ctx))
  const anchor = files && (await newestAnchor(ctx, files))
  const printed = ctx.channel ? (await ctx.channel.read(headsOnStatements(ctx.channel)))[0] : []
  const keptOf = (place: Place, stream: Stream): KeptHead[] => [
    ...heads.filter(isOf(place, stream)).map(({ seq, hash }) => ({ seq, hash, against: 'head' as const })),
    ...(anchor?.heads ?? []).flatMap(([tenant, of, name, seq, hash]): KeptHead[] =>
      tenant === tenantId && of === place && name === stream ? [{ seq, hash, against: 'anchor' }] : [],
    ),
    ...(place === 'channel' ? printed : []).flatMap(({ auditHead }) =>
      parseHeads(auditHead, stream).map((head) => ({ ...head, against: 'statement' as const })),
    ),
  ]
  const trails: TrailReport[] = []
  for (const { db, place, stream } of trailsOf(ctx, tenantId))
    trails.push(await verifyTrail(db, { place, stream, kept: keptOf(place, stream) }))
  const lost = files ? await lostObjects(ctx, files, tenantId) : []
  if (recorded && files && (anchor?.day ?? '') < recorded.day) lost.push(anchorLost)
  const lookups = trails.find((trail) => trail.stream === 'lookup')
  if (lookups && lost.length > 0) {
    lookups.faults.push(...lost)
    lookups.verdict = verdictOf(lookups.faults)
  }
  const verdict = verdictOf(trails.flatMap((trail) => trail.faults))
  return { tenantId, verdict, anchoredOn: anchor?.day ?? null, trails }
}

const isOf = (place: Place, stream: Stream) => (head: Head) => head.place === place && head.stream === stream

const anchorLost: Fault = { kind: 'archiveMissing', block: null, row: null, against: 'anchor' }

function trailsOf(ctx: Ctx, tenantId: string): { db: ChannelDb; place: Place; stream: Stream }[] {
  const atHq = ctx.hq.forChannel(tenantId)
  if (!ctx.channel)
    return [
      { db: atHq, place: 'hq', stream: 'audit' },
      { db: atHq, place: 'hq', stream: 'lookup' },
    ]
  return [
    { db: ctx.channel, place: 'channel', stream: 'audit' },
    { db: ctx.channel, place: 'channel', stream: 'lookup' },
    { db: atHq, place: 'hq', stream: 'audit' },
  ]
}

/** Archived look-ups whose object is gone from R2 or is not the one that was put there. */
async function lostObjects(ctx: Ctx, files: R2Bucket, tenantId: string): Promise<Fault[]> {
  const db = ctx.channel ?? ctx.hq.forChannel(tenantId)
  const [archives] = await db.read(archivesOf(db))
  if (archives.length === 0) return []
  const etags = new Map<string, string>()
  let cursor: string | undefined
  do {
    const page = await files.list({ prefix: `lookup-audit/${tenantId}/`, ...(cursor === undefined ? {} : { cursor }) })
    for (const object of page.objects) etags.set(object.key, object.etag)
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  return archives
    .filter((each) => etags.get(each.object) !== each.etag)
    .map((each) => ({ kind: 'archiveMissing', block: each.lastBlock, row: null }))
}
