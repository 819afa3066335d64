/** A version of a book as a family saw it: how many of its parts had a price, and how these moved, as a share. */
export type IndexStep = { parts: number; change: number | null }

/**
 * The family's price index at each version (§8.1.5): 10000 where its first parts are priced, then moved by the average
 * change of the parts priced before and now. Without such parts it stays; null before the first price.
 */
export function priceIndex(steps: readonly IndexStep[]): (number | null)[] {
  let index: number | null = null
  return steps.map(({ parts, change }) => {
    if (index === null) index = parts > 0 ? 10_000 : null
    else index *= 1 + (change ?? 0)
    return index === null ? null : Math.round(index)
  })
}
