import { invalidField, partKey } from '@partline/kernel'
import { unknownSuccessor } from './problems.ts'
import type { ChainLink } from './supersession.repo.ts'
import { cycleClosedBy, nameCycle } from './supersession.ts'

/** The key of a number given as successor; null stays null. @throws invalid-input when it cannot be a part's */
export function successorKeyOf(number: string | null): string | null {
  if (number === null) return null
  const key = partKey(number)
  if (key === undefined) throw invalidField('/successorNumber', 'unknown_successor', unknownSuccessor)
  return key
}

/**
 * Whether a part may be superseded by this one (P1). `chain` is the successor's own chain as the catalogue has it.
 * @throws invalid-input when there is no such part, or when the link would close a cycle, which it names
 */
export function checkSuccessor(key: string, successorKey: string, chain: readonly ChainLink[]): void {
  const links = new Map(chain.flatMap((link) => (link.successorKey ? [[link.key, link.successorKey] as const] : [])))
  const cycle = cycleClosedBy(links, key, successorKey)
  if (cycle) {
    const name = nameCycle(cycle)
    throw invalidField('/successorNumber', 'successor_cycle', {
      zh: `替代关系成环:${name}`,
      en: `The supersession would go round in a circle: ${name}`,
    })
  }
  if (chain.length === 0) throw invalidField('/successorNumber', 'unknown_successor', unknownSuccessor)
}
