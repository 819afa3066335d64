import { auditOf, type Ctx, commit } from '@partline/db'
import { changedMeanwhile } from '@partline/kernel'
import type * as z from 'zod'
import { type FreightTariff, freightTariffOf, putFreightTariff } from './freight-tariffs.repo.ts'
import type { FreightTariffInput } from './inputs.ts'

/**
 * Sets what freight to a zone costs (Q3); quotes made before keep theirs.
 * @throws changed-meanwhile when a version was given and the tariff is not at it
 */
export async function setFreightTariff(
  ctx: Ctx,
  zone: string,
  input: z.output<typeof FreightTariffInput>,
): Promise<FreightTariff> {
  const before = await ctx.hq.first(freightTariffOf(ctx.hq, zone))
  const { version = before?.version ?? 0, ...amounts } = input
  if (version !== (before?.version ?? 0)) throw changedMeanwhile()
  const after: FreightTariff = { zone, ...amounts, version: version + 1, updatedAt: ctx.now }
  await commit(ctx, ctx.hq, {
    subject: zone,
    ...putFreightTariff(ctx.hq, before, after),
    audit: auditOf(ctx, ctx.hq, { action: 'freight-tariff.set', subject: zone, detail: { version: after.version } }),
  })
  return after
}
