import { auditOf, type Ctx, commit } from '@partline/db'
import { changedMeanwhile, invalidField, notFound, partKey } from '@partline/kernel'
import type * as z from 'zod'
import { catalogueUnmoved, moveCatalogue, readCatalogueRevision } from './catalogue-state.repo.ts'
import { checkSuccessor, successorKeyOf } from './check-successor.ts'
import type { ChangePartInput } from './inputs.ts'
import { changedFields } from './part.ts'
import { type Part, readPart, updatePart } from './parts.repo.ts'
import { successorChains } from './supersession.repo.ts'

type Input = z.output<typeof ChangePartInput>

/**
 * Changes a part (P1); its class only with a reason. It may become a core part while a book prices it: look-ups then show no price (P5).
 * @throws not-found; changed-meanwhile when `ifVersion` is not its version; invalid-input for a bad successor or
 * another class without a reason
 */
export async function changePart(ctx: Ctx, number: string, input: Input): Promise<Part> {
  const key = partKey(number)
  if (key === undefined) throw notFound()
  const { hq } = ctx
  const successorKey = successorKeyOf(input.successorNumber ?? null)
  const chain = successorChains(hq, successorKey === null ? [] : [successorKey])
  const [[state], [before], links] = await hq.read(readCatalogueRevision(hq), readPart(hq, key), chain)
  if (!before) throw notFound()
  if (input.ifVersion !== undefined && input.ifVersion !== before.version) throw changedMeanwhile()
  requireReason(before, input)
  if (successorKey !== null) checkSuccessor(key, successorKey, links)
  const after = changed(ctx, before, input, successorKey)
  await commit(ctx, hq, {
    subject: key,
    guards: successorKey === null ? [] : [catalogueUnmoved(hq, state?.revision ?? 0)],
    rows: [...updatePart(hq, before, after), moveCatalogue(hq)],
    audit: auditOf(ctx, hq, {
      action: 'part.changed',
      subject: key,
      detail: { fields: changedFields(before, after).join(',') },
    }),
  })
  return after
}

function requireReason(before: Part, input: Input): void {
  if (input.class === undefined || input.class === before.class || input.classReason) return
  throw invalidField('/classReason', 'reason_needed', {
    zh: '更改类别必须说明原因(classReason)',
    en: 'Say in classReason why the class changes',
  })
}

function changed(ctx: Ctx, before: Part, input: Input, successorKey: string | null): Part {
  const { names, serviceable, successorNumber, ifVersion: _, classReason, ...rest } = input
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const reclassed = input.class !== undefined && input.class !== before.class
  return {
    ...before,
    ...given,
    nameZh: names?.zh ?? before.nameZh,
    nameEn: names?.en ?? before.nameEn,
    serviceable: serviceable === undefined ? before.serviceable : serviceable ? 1 : 0,
    successorKey: successorNumber === undefined ? before.successorKey : successorKey,
    ...(reclassed ? { classReason: classReason ?? '', classBy: ctx.actor.personId, classAt: ctx.now } : {}),
    version: before.version + 1,
    updatedAt: ctx.now,
  }
}
