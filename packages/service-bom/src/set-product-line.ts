import { auditOf, type Ctx, commit } from '@partline/db'
import { notFound, partKey } from '@partline/kernel'
import { moveBoms } from './bom-state.repo.ts'
import type { ProductLine } from './product-lines.repo.ts'
import { readProductLine, writeProductLine } from './product-lines.repo.ts'

/** Adds a product line or renames one (P3). @throws not-found for a code no line can have */
export async function setProductLine(ctx: Ctx, given: string, names: { zh: string; en: string }): Promise<ProductLine> {
  const code = partKey(given)
  if (code === undefined) throw notFound()
  const { hq } = ctx
  const before = await hq.first(readProductLine(hq, code))
  const row: ProductLine = {
    code,
    nameZh: names.zh,
    nameEn: names.en,
    createdAt: before?.createdAt ?? ctx.now,
    createdBy: before?.createdBy ?? ctx.actor.personId,
    updatedAt: ctx.now,
    version: (before?.version ?? 0) + 1,
  }
  await commit(ctx, hq, {
    subject: code,
    rows: [...writeProductLine(hq, before, row), moveBoms(hq)],
    audit: auditOf(ctx, hq, { action: before ? 'productLine.changed' : 'productLine.created', subject: code }),
  })
  return row
}
