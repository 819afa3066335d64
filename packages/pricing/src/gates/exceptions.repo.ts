import type { Ctx, HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import { type Finding, type FindingKey, keysJson } from './findings.repo.ts'
import { gateException } from './tables.ts'

/** Rows of one statement; each is a few hundred bytes of JSON. */
const AT_ONCE = 1_000

function inChunks<T>(list: readonly T[]): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < list.length; at += AT_ONCE) chunks.push(list.slice(at, at + AT_ONCE))
  return chunks
}

/** Asks for exceptions from these findings as they are; an earlier exception that no longer fits gives way. */
export function insertExceptions(ctx: Ctx, findings: readonly Finding[], reason: string): Statement[] {
  return inChunks(findings).flatMap((some) => [
    ...some.slice(0, 1).map(({ versionId }) => removeExceptions(ctx.hq, versionId, some)),
    ctx.hq.insertAll(
      gateException,
      some.map(({ versionId, gate, subject, measured, allowedFrom, allowedTo }) => ({
        ...{ versionId, gate, subject, measured, allowedFrom, allowedTo, reason },
        ...{ requestedBy: ctx.actor.personId, requestedAt: ctx.now, approvedBy: null, approvedAt: null },
      })),
    ),
  ])
}

export const removeExceptions = (
  hq: HqDb,
  versionId: string,
  keys: readonly { gate: string; subject: string }[],
): Statement =>
  hq.statement(sql`delete from gate_exception where version_id = ${versionId}
    and (gate, subject) in (select value->>0, value->>1 from json_each(${keysJson(keys)}))`)

export const approveRequested = (ctx: Ctx, findings: readonly Finding[]): Statement[] =>
  inChunks(findings).map((some) =>
    ctx.hq.statement(sql`update gate_exception set approved_by = ${ctx.actor.personId}, approved_at = ${ctx.now}
      where version_id = ${some[0]?.versionId ?? ''} and approved_by is null
        and (gate, subject) in (select value->>0, value->>1 from json_each(${keysJson(some)}))`),
  )

export const findException = (
  ctx: Ctx,
  versionId: string,
  { gate, subject }: FindingKey,
): Promise<{ reason: string } | undefined> =>
  ctx.hq.first(
    ctx.hq.statement<{ reason: string }>(sql`select reason from gate_exception where version_id = ${versionId}
      and gate = ${gate} and subject = ${subject}`),
  )
