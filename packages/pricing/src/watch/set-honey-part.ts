import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField, partKey } from '@partline/kernel'
import { getHoneyPart, type HoneyPart, putHoneyPart, removeHoneyPart } from './honey-parts.repo.ts'

/**
 * Names a number nobody has a reason to ask for (T7): any look-up of it alerts HQ. It need not be in the catalogue, and
 * should have no price; a channel is answered as for any such number.
 */
export async function setHoneyPart(ctx: Ctx, partNumber: string, note: string): Promise<HoneyPart> {
  const number = keyOf(partNumber)
  await commit(ctx, ctx.hq, {
    subject: number,
    rows: [putHoneyPart(ctx, { number, note, createdAt: ctx.now, createdBy: ctx.actor.id })],
    audit: auditOf(ctx, ctx.hq, { action: 'honey-part.set', subject: number }),
  })
  return getHoneyPart(ctx, number)
}

/** Takes a number off the list. @throws not-found */
export async function clearHoneyPart(ctx: Ctx, partNumber: string): Promise<void> {
  const { number } = await getHoneyPart(ctx, keyOf(partNumber))
  await commit(ctx, ctx.hq, {
    subject: number,
    rows: [removeHoneyPart(ctx, number)],
    audit: auditOf(ctx, ctx.hq, { action: 'honey-part.cleared', subject: number }),
  })
}

function keyOf(partNumber: string): string {
  const key = partKey(partNumber)
  if (key !== undefined) return key
  throw invalidField(':number', 'not_a_part_number', { zh: '不是配件号', en: 'is not a part number' })
}
