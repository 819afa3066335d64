import type { CompileSummary } from './compile-book.ts'

/** A summary as it is kept: how many like pairs were dropped, and only the first of them by name. */
export type KeptSummary = CompileSummary & { droppedPairCount: number }

const PAIRS = 100

export const shortened = (summary: CompileSummary): KeptSummary => ({
  ...summary,
  droppedPairCount: summary.droppedPairs.length,
  droppedPairs: summary.droppedPairs.slice(0, PAIRS),
})
