import { auditOf, type Ctx, commit } from '@partline/db'
import { changedMeanwhile, invalidField } from '@partline/kernel'
import type * as z from 'zod'
import {
  getPolicy,
  insertPolicy,
  type PolicyRecord,
  policyIsNewest,
  readNewest,
  readUnknownFamilies,
  readUnknownLines,
} from './policy.repo.ts'
import type { PolicyInput } from './policy-inputs.ts'

/**
 * Decides a whole new version of the price policy (§8.1), which counts from now on; earlier ones stay as they are.
 * @throws invalid-input for a product line or family there is not; changed-meanwhile when `ifSeq` is not the newest
 */
export async function decidePolicy(ctx: Ctx, input: z.output<typeof PolicyInput>): Promise<PolicyRecord> {
  const { ifSeq, ...policy } = input
  const { hq } = ctx
  const codes = policy.lines.map((each) => each.productLine)
  const families = policy.families.map((each) => each.family)
  const [[newest], unknown, strangers] = await hq.read(
    readNewest(hq),
    readUnknownLines(hq, codes),
    readUnknownFamilies(hq, families),
  )
  const before = newest?.seq ?? 0
  if (ifSeq !== undefined && ifSeq !== before) throw changedMeanwhile()
  if (unknown.length > 0) throw unknownLines(unknown.map((each) => each.code))
  if (strangers.length > 0) throw unknownFamilies(strangers.map((each) => each.name))
  const seq = before + 1
  await commit(ctx, hq, {
    subject: String(seq),
    guards: [policyIsNewest(hq, before)],
    rows: insertPolicy(hq, { ...policy, seq, createdAt: ctx.now, createdBy: ctx.actor.personId }),
    audit: auditOf(ctx, hq, { action: 'price-policy.decided', subject: String(seq), detail: { note: policy.note } }),
  })
  return getPolicy(ctx, seq)
}

const unknownLines = (codes: readonly string[]) =>
  invalidField('/lines', 'unknown_product_line', {
    zh: `没有这些产品线:${codes.join('、')}`,
    en: `There is no product line ${codes.join(', ')}`,
  })

const unknownFamilies = (names: readonly string[]) =>
  invalidField('/families', 'unknown_family', {
    zh: `没有配件属于这些族:${names.join('、')}`,
    en: `No part belongs to the family ${names.join(', ')}`,
  })
