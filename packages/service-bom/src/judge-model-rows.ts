import { hasErrors, type ReadRow, type RowIssue, type RowVerdict, rowError } from '@partline/catalog'
import type { ModelFields } from './model-row.ts'

const NEW_MODEL: ModelFields = { nameZh: '', nameEn: '', productLine: '', dealerPriceNetFen: null, status: 'active' }
const FIELDS = Object.keys(NEW_MODEL) as (keyof ModelFields)[]

/** The verdict of every row against the models and product lines there are. */
export function judgeModelRows(
  rows: readonly ReadRow<Partial<ModelFields>>[],
  models: ReadonlyMap<string, ModelFields>,
  productLines: ReadonlySet<string>,
): RowVerdict<ModelFields>[] {
  return rows.map(({ line, key, given, issues: own }) => {
    const before = models.get(key)
    const fields = { ...NEW_MODEL, ...before, ...given }
    const issues = [...own, ...lineIssues(fields.productLine, productLines)]
    if (hasErrors(issues)) return { line, verdict: 'reject', key, fields: null, issues }
    if (!before) return { line, verdict: 'create', key, fields, issues }
    if (FIELDS.every((field) => before[field] === fields[field]))
      return { line, verdict: 'unchanged', key, fields: null, issues }
    return { line, verdict: 'update', key, fields, issues }
  })
}

function lineIssues(productLine: string, known: ReadonlySet<string>): RowIssue[] {
  if (known.has(productLine)) return []
  return [
    rowError('unknown_product_line', 'product_line', {
      zh: productLine ? `没有产品线 ${productLine}` : '新机型必须有产品线',
      en: productLine ? `There is no product line ${productLine}` : 'A new model needs a product line',
    }),
  ]
}
