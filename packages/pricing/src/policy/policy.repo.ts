import { type Ctx, type HqDb, type PageRequest, pageOf, planPage, type RowOf, type Statement } from '@partline/db'
import { notFound } from '@partline/kernel'
import { productLine } from '@partline/service-bom/tables'
import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import { pricePolicy, pricePolicyFamily, pricePolicyLine } from '../tables.ts'
import type { Policy } from './policy.ts'

/** A policy with the one before it, and whether it is the one that counts. */
export type PolicyRecord = Policy & { before: Policy | undefined; current: boolean }

type PolicyRow = RowOf<typeof pricePolicy>

/** The newest version's number; 0 before the first. */
export const readNewest = (hq: HqDb): Statement<{ seq: number }> =>
  hq.statement(sql`select coalesce(max(seq), 0) as seq from price_policy`)

export const policyIsNewest = (hq: HqDb, seq: number): Statement =>
  hq.guard('policy-newest', sql`(select coalesce(max(seq), 0) from price_policy) = ${seq}`)

/** Those of these codes that are no product line. */
export const readUnknownLines = (hq: HqDb, codes: readonly string[]): Statement<{ code: string }> =>
  hq.statement(sql`select w.value as code from json_each(${JSON.stringify(codes)}) w
    where w.value <> '' and not exists (select 1 from ${productLine} l where l.code = w.value)`)

/** Those of these families that no part belongs to. */
export const readUnknownFamilies = (hq: HqDb, names: readonly string[]): Statement<{ name: string }> =>
  hq.statement(sql`select w.value as name from json_each(${JSON.stringify(names)}) w
    where not exists (select 1 from part p where p.family = w.value and p.family <> '')`)

/** A whole policy; its lines and families go in before it, since none may come after. */
export const insertPolicy = (hq: HqDb, { lines, families, ...row }: Policy): Statement[] => [
  hq.insertAll(
    pricePolicyLine,
    lines.map((line) => ({ policySeq: row.seq, ...line })),
  ),
  ...(families.length === 0
    ? []
    : [
        hq.insertAll(
          pricePolicyFamily,
          families.map((family) => ({ policySeq: row.seq, ...family })),
        ),
      ]),
  hq.insert(pricePolicy, row),
]

/** The policy that counts; undefined before the first. */
export async function findPolicy(ctx: Ctx): Promise<Policy | undefined> {
  const newest = sql`(select max(p.seq) from price_policy p)`
  const { hq } = ctx
  const [rows, lines, families] = await hq.read(
    hq.select(pricePolicy, eq(pricePolicy.seq, newest)),
    hq.select(pricePolicyLine, eq(pricePolicyLine.policySeq, newest)),
    hq.select(pricePolicyFamily, eq(pricePolicyFamily.policySeq, newest)),
  )
  return assembled(rows, lines, families)[0]
}

/** @throws not-found */
export async function getPolicy(ctx: Ctx, seq: number): Promise<PolicyRecord> {
  const [record] = await recordsOf(ctx, [seq])
  if (!record) throw notFound()
  return record
}

const SORTS = { seq: { key: 'seq', column: pricePolicy.seq } }

export async function pageOfPolicies(ctx: Ctx, request: PageRequest) {
  const plan = planPage(request, SORTS, { key: 'seq', column: pricePolicy.seq }, '-seq')
  const [rows] = await ctx.hq.read(ctx.hq.select(pricePolicy, plan.where, plan))
  const page = pageOf(rows, plan, request, '-seq')
  const seqs = page.items.map((row) => row.seq)
  return { ...page, items: await recordsOf(ctx, seqs) }
}

/** The policies of these numbers in their order, each with the one before. */
async function recordsOf(ctx: Ctx, seqs: readonly number[]): Promise<PolicyRecord[]> {
  const { policies, newest } = await read(
    ctx,
    seqs.flatMap((seq) => [seq - 1, seq]),
  )
  return seqs.flatMap((seq) => {
    const policy = policies.get(seq)
    return policy ? [{ ...policy, before: policies.get(seq - 1), current: seq === newest }] : []
  })
}

/** Those of the policies of these numbers that there are, by number. */
export const readPolicies = async (ctx: Ctx, seqs: readonly number[]): Promise<ReadonlyMap<number, Policy>> =>
  (await read(ctx, seqs)).policies

async function read(ctx: Ctx, seqs: readonly number[]) {
  const { hq } = ctx
  const wanted = sql`(select value from json_each(${JSON.stringify(seqs)}))`
  const [rows, lines, families, [newest]] = await hq.read(
    hq.select(pricePolicy, among(pricePolicy.seq, wanted)),
    hq.select(pricePolicyLine, among(pricePolicyLine.policySeq, wanted)),
    hq.select(pricePolicyFamily, among(pricePolicyFamily.policySeq, wanted)),
    readNewest(hq),
  )
  return {
    policies: new Map(assembled(rows, lines, families).map((policy) => [policy.seq, policy])),
    newest: newest?.seq,
  }
}

const among = (column: Parameters<typeof inArray>[0], values: SQL) => inArray(column, values)

function assembled(
  rows: readonly PolicyRow[],
  lines: readonly RowOf<typeof pricePolicyLine>[],
  families: readonly RowOf<typeof pricePolicyFamily>[],
): Policy[] {
  return rows.map((row) => ({
    ...row,
    lines: lines.flatMap(({ policySeq, ...line }) => (policySeq === row.seq ? [line] : [])),
    families: families.flatMap(({ policySeq, ...family }) => (policySeq === row.seq ? [family] : [])),
  }))
}
