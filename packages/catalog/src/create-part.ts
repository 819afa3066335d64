import { auditOf, type Ctx, commit } from '@partline/db'
import { invalidField, looseKey, partKey } from '@partline/kernel'
import type * as z from 'zod'
import { catalogueUnmoved, moveCatalogue, readCatalogueRevision } from './catalogue-state.repo.ts'
import { checkSuccessor, successorKeyOf } from './check-successor.ts'
import type { CreatePartInput } from './inputs.ts'
import { insertPart, type Part, readPart } from './parts.repo.ts'
import { partExists } from './problems.ts'
import { successorChains } from './supersession.repo.ts'

/** Adds a part to the catalogue (P1). @throws part-exists; invalid-input for a bad number or successor */
export async function createPart(ctx: Ctx, input: z.output<typeof CreatePartInput>): Promise<Part> {
  const row = newPart(ctx, input)
  const { hq } = ctx
  const chain = successorChains(hq, row.successorKey === null ? [] : [row.successorKey])
  const [[state], [known], links] = await hq.read(readCatalogueRevision(hq), readPart(hq, row.key), chain)
  if (known) throw partExists()
  if (row.successorKey !== null) checkSuccessor(row.key, row.successorKey, links)
  await commit(ctx, hq, {
    subject: row.key,
    guards: row.successorKey === null ? [] : [catalogueUnmoved(hq, state?.revision ?? 0)],
    rows: [...insertPart(hq, row), moveCatalogue(hq)],
    audit: auditOf(ctx, hq, { action: 'part.created', subject: row.key }),
  })
  return row
}

function newPart(ctx: Ctx, input: z.output<typeof CreatePartInput>): Part {
  const key = partKey(input.number)
  if (key === undefined)
    throw invalidField('/number', 'bad_number', {
      zh: '配件号只能由 1–40 个字母、数字和 - / # = . + 组成,并以字母或数字开头',
      en: 'A part number is 1–40 letters, digits and - / # = . + and starts with a letter or digit',
    })
  const { number: _, names, successorNumber, serviceable, ...fields } = input
  return {
    ...fields,
    key,
    looseKey: looseKey(key),
    nameZh: names.zh,
    nameEn: names.en,
    serviceable: serviceable ? 1 : 0,
    successorKey: successorKeyOf(successorNumber),
    createdAt: ctx.now,
    updatedAt: ctx.now,
    version: 1,
    classBy: ctx.actor.personId,
    classAt: ctx.now,
  }
}
