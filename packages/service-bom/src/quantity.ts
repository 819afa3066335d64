/** Largest quantity of a line, in thousandths. */
const MAX_QUANTITY_MILLI = 1_000_000_000_000

/** Reads a quantity with at most three decimals into thousandths; undefined unless it is above 0 and at most 10^9. */
export function readQuantity(text: string): number | undefined {
  const [, whole, decimals = ''] = /^(\d{1,10})(?:\.(\d{1,3}))?$/.exec(text.normalize('NFKC').trim()) ?? []
  if (whole === undefined) return undefined
  const milli = Number(whole) * 1_000 + Number(decimals.padEnd(3, '0'))
  return milli > 0 && milli <= MAX_QUANTITY_MILLI ? milli : undefined
}

/** Thousandths as the number people read. */
export const quantityOf = (milli: number): number => milli / 1_000

/** An exact product or sum of thousandths: units × 1000^-scale. */
export type Exact = { units: bigint; scale: number }

export const ONE: Exact = { units: 1n, scale: 0 }

export const timesMilli = ({ units, scale }: Exact, milli: number): Exact => ({
  units: units * BigInt(milli),
  scale: scale + 1,
})

export function plus(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale)
  return { units: raised(a, scale) + raised(b, scale), scale }
}

const raised = ({ units, scale }: Exact, to: number): bigint => units * 1_000n ** BigInt(to - scale)

/** Rounded once, halves up, to thousandths and at least to one; undefined when it is more than a line may hold. */
export function toMilli({ units, scale }: Exact): number | undefined {
  const divisor = 1_000n ** BigInt(scale)
  const milli = (units * 1_000n * 2n + divisor) / (divisor * 2n)
  if (milli > BigInt(MAX_QUANTITY_MILLI)) return undefined
  return Math.max(1, Number(milli))
}
