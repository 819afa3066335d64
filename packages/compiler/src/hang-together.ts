import { intAt } from './at.ts'

/** For each of so many things one of those it hangs together with, by way of the links; the same for all of them. */
export function rootOf(size: number, links: Iterable<readonly [number, number]>): (i: number) => number {
  const parent = Int32Array.from({ length: size }, (_, i) => i)
  const root = (i: number): number => {
    let r = i
    while (intAt(parent, r) !== r) r = intAt(parent, r)
    parent[i] = r
    return r
  }
  for (const [one, other] of links) parent[root(one)] = root(other)
  return root
}
