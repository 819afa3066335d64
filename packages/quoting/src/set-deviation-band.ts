import { auditOf, type Ctx, commit } from '@partline/db'
import { changedMeanwhile } from '@partline/kernel'
import type * as z from 'zod'
import { type BandRow, putBand, readBand } from './deviation-bands.repo.ts'
import type { DeviationBandInput } from './inputs.ts'

/**
 * Sets how far channels may go from the market guide price towards their users (Q2); quotes already issued keep theirs.
 * @throws changed-meanwhile when a version was given and the band is not at it
 */
export async function setDeviationBand(ctx: Ctx, input: z.output<typeof DeviationBandInput>): Promise<BandRow> {
  const before = await readBand(ctx.hq)
  const { version = before?.version ?? 0, maxDiscountBps, maxSurchargeBps } = input
  if (version !== (before?.version ?? 0)) throw changedMeanwhile()
  const after: BandRow = {
    id: 1,
    maxDiscountBps,
    maxSurchargeBps,
    version: version + 1,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.personId,
  }
  await commit(ctx, ctx.hq, {
    subject: 'deviation-band',
    ...putBand(ctx.hq, before, after),
    audit: auditOf(ctx, ctx.hq, {
      action: 'deviation-band.set',
      subject: 'deviation-band',
      detail: { maxDiscountBps, maxSurchargeBps },
    }),
  })
  return after
}
