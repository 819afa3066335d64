import type { ChannelDb, Ctx, RowOf, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { Stream } from './chain.ts'
import { auditAnchor, auditHead } from './tables.ts'

export type Place = 'hq' | 'channel'

/** The newest block of one chain, as it is kept apart from the chain. */
export type Head = RowOf<typeof auditHead>

/** A chain that grew: from which block to which. */
export type Growth = Head & { fromSeq: number; fromHash: string }

type HeadKey = Pick<Head, 'tenantId' | 'place' | 'stream'>

export const headsOf = (ctx: Ctx, keys: readonly HeadKey[]): Statement<Head> =>
  ctx.hq.statement(sql`
    select h.tenant_id as "tenantId", h.place, h.stream, h.seq, h.hash, h.sealed_at as "sealedAt"
    from json_each(${JSON.stringify(keys.map((key) => [key.tenantId, key.place, key.stream]))}) w
    cross join audit_head h on h.tenant_id = w.value->>0 and h.place = w.value->>1 and h.stream = w.value->>2`)

export const headsOfTenant = (ctx: Ctx, tenantId: string): Statement<Head> =>
  ctx.hq.select(auditHead, sql`${auditHead.tenantId} = ${tenantId}`)

/** A page of all heads, in the order of their keys. */
export const headsAfter = (ctx: Ctx, after: HeadKey | undefined, limit: number): Statement<Head> =>
  ctx.hq.select(
    auditHead,
    after &&
      sql`(${auditHead.tenantId}, ${auditHead.place}, ${auditHead.stream}) > (${after.tenantId}, ${after.place}, ${after.stream})`,
    { orderBy: sql`${auditHead.tenantId}, ${auditHead.place}, ${auditHead.stream}`, limit },
  )

/** Moves each head from the block it was at; a head that is elsewhere stays, and the verifier will say so. */
export function moveHeads(ctx: Ctx, growths: readonly Growth[]): Statement[] {
  const json = JSON.stringify(
    growths.map((each) => [
      ...[each.tenantId, each.place, each.stream, each.seq, each.hash, each.sealedAt],
      ...[each.fromSeq, each.fromHash],
    ]),
  )
  return [
    ctx.hq.statement(sql`
      update audit_head set seq = n.value->>3, hash = n.value->>4, sealed_at = n.value->>5 from json_each(${json}) n
      where tenant_id = n.value->>0 and place = n.value->>1 and stream = n.value->>2
        and seq = n.value->>6 and hash = n.value->>7 and seq < n.value->>3`),
    ctx.hq.statement(sql`
      insert into audit_head (tenant_id, place, stream, seq, hash, sealed_at)
      select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5 from json_each(${json})
      where value->>6 = 0 and not exists (select 1 from audit_head h
        where h.tenant_id = value->>0 and h.place = value->>1 and h.stream = value->>2)`),
  ]
}

export const anchorOfDay = (ctx: Ctx, day: string) => ctx.hq.select(auditAnchor, sql`${auditAnchor.day} = ${day}`)

export const latestAnchor = (ctx: Ctx) =>
  ctx.hq.select(auditAnchor, sql`true`, { orderBy: sql`${auditAnchor.day} desc`, limit: 1 })

export const insertAnchor = (ctx: Ctx, row: RowOf<typeof auditAnchor>): Statement => ctx.hq.insert(auditAnchor, row)

/** The heads printed on a channel's statements. */
export const headsOnStatements = (db: ChannelDb): Statement<{ auditHead: string }> =>
  db.statement(sql`
    select s.audit_head as "auditHead" from statement s where s.channel_id = ${db.channelId} and s.audit_head is not null`)

/** `audit:12:<hash> lookup:40:<hash>` as heads of that stream. */
export function parseHeads(text: string, stream: Stream): { seq: number; hash: string }[] {
  return text.split(' ').flatMap((part) => {
    const [name, seq, hash] = part.split(':')
    return name === stream && hash ? [{ seq: Number(seq), hash }] : []
  })
}
