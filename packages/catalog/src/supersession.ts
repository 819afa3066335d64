/** Which part replaces which: key → key of its successor. */
export type Successors = ReadonlyMap<string, string>

const SHOWN = 20

/** A cycle as people read it, `A → B → A`; the middle of a very long one is left out. */
export function nameCycle(cycle: readonly string[]): string {
  const shown = cycle.length <= SHOWN ? cycle : [...cycle.slice(0, SHOWN - 1), '…', ...cycle.slice(-1)]
  return shown.join(' → ')
}

/** The parts met when following successors from a key, itself first, each once: a chain that bites itself ends there. */
export function chainFrom(successors: Successors, key: string): string[] {
  const chain = new Set([key])
  for (let next = successors.get(key); next !== undefined && !chain.has(next); next = successors.get(next))
    chain.add(next)
  return [...chain]
}

/** The part that in the end replaces this one; itself when nothing does. */
export function chainEnd(successors: Successors, key: string): string {
  return chainFrom(successors, key).at(-1) ?? key
}

/** The cycle the link key → successor would close, first key repeated at its end; undefined when it closes none. */
export function cycleClosedBy(successors: Successors, key: string, successor: string): string[] | undefined {
  const chain = chainFrom(successors, successor)
  const at = chain.indexOf(key)
  return at < 0 ? undefined : [key, ...chain.slice(0, at + 1)]
}

/** Successor links gathered one by one, never with a cycle in them; fast for chains of any length. */
export class SupersessionLinks {
  readonly #links = new Map<string, string>()
  readonly #ends = new Map<string, string>()

  /** Adds the only link of a key; when it would close a cycle it is left out and the cycle is answered. */
  add(key: string, successor: string): string[] | undefined {
    if (this.#endOf(successor) === key) return cycleClosedBy(this.#links, key, successor)
    this.#links.set(key, successor)
    this.#ends.set(key, successor)
    return undefined
  }

  #endOf(key: string): string {
    let end = key
    for (let next = this.#ends.get(end); next !== undefined; next = this.#ends.get(end)) end = next
    for (let at = key; at !== end; ) {
      const next = this.#ends.get(at) ?? end
      this.#ends.set(at, end)
      at = next
    }
    return end
  }
}
