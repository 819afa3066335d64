import { Problem } from '@partline/kernel'

/** A rule of the database names itself like `ledger/period-closed`. */
const RULE = /\b(?:ledger|period|statement|guard|audit|quote|order)\/[a-z-]+/

/**
 * Why work failed, in a word that may be shown: a problem's type or a database rule, never the text of an error, which
 * can quote anything.
 */
export function reasonOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof Problem) return at.definition.type
    const rule = RULE.exec(at.message)
    if (rule) return rule[0]
  }
  return 'internal-error'
}
