export type Fen = number & { readonly __fen: true }

export type Rounding = 'halfUp' | 'down' | 'up'

/** Largest amount in either direction, in fen: 100,000,000,000 yuan. */
export const MAX_FEN = 10_000_000_000_000

/** Brands a whole number of fen (1/100 yuan). Throws RangeError unless it is a safe integer within ±MAX_FEN. */
export function fen(n: number): Fen {
  if (!Number.isSafeInteger(n) || Math.abs(n) > MAX_FEN) throw new RangeError(`not an amount in fen: ${n}`)
  return (n === 0 ? 0 : n) as Fen
}

function exactFen(n: bigint): Fen {
  return fen(Number(n))
}

function whole(n: number, name: string): bigint {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${name} is not a safe integer: ${n}`)
  return BigInt(n)
}

function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const size = numerator < 0n ? -numerator : numerator
  const quotient = size / denominator
  const rest = size % denominator
  const away = rounding === 'up' ? rest > 0n : rounding === 'halfUp' && rest * 2n >= denominator
  const rounded = away ? quotient + 1n : quotient
  return numerator < 0n ? -rounded : rounded
}

/** Exact sum in fen; 0 without arguments. Throws RangeError when the sum leaves ±MAX_FEN. */
export function addFen(...xs: Fen[]): Fen {
  return exactFen(xs.reduce((sum, x) => sum + whole(x, 'amount'), 0n))
}

/** Unit price in fen × whole quantity, exact. Throws RangeError on a fractional quantity or beyond ±MAX_FEN. */
export function timesFen(unit: Fen, quantity: number): Fen {
  return exactFen(whole(unit, 'unit price') * whole(quantity, 'quantity'))
}

/**
 * amount × numerator ÷ denominator in fen, rounded once; -x always gives the opposite of x.
 * halfUp takes halves away from zero, down goes towards zero, up away from zero.
 * Throws RangeError unless both are safe integers, the denominator is positive and the result is within ±MAX_FEN.
 */
export function ratioFen(amount: Fen, numerator: number, denominator: number, rounding: Rounding): Fen {
  const divisor = whole(denominator, 'denominator')
  if (divisor <= 0n) throw new RangeError(`denominator is not positive: ${denominator}`)
  return exactFen(divide(whole(amount, 'amount') * whole(numerator, 'numerator'), divisor, rounding))
}

/** Basis points (1/10,000) of an amount in fen, rounded as `ratioFen` does. Throws RangeError on fractional bps. */
export function bpsOf(amount: Fen, bps: number, rounding: Rounding): Fen {
  return ratioFen(amount, bps, 10_000, rounding)
}

/**
 * Splits a total in fen by weights, cumulatively: parts sum to the total, each within 1 fen of its exact share,
 * none of the opposite sign, and 0 for a zero weight.
 * Throws RangeError unless weights are safe integers >= 0 of which one is positive.
 */
export function allocateFen(total: Fen, weights: number[]): Fen[] {
  const sizes = weights.map((weight) => whole(weight, 'weight'))
  if (sizes.some((size) => size < 0n)) throw new RangeError('a weight is negative')
  const sum = sizes.reduce((a, b) => a + b, 0n)
  if (sum === 0n) throw new RangeError('every weight is zero')
  const amount = whole(total, 'total')
  let weightSoFar = 0n
  let givenSoFar = 0n
  return sizes.map((size) => {
    weightSoFar += size
    const given = divide(amount * weightSoFar, sum, 'halfUp')
    const part = given - givenSoFar
    givenSoFar = given
    return exactFen(part)
  })
}

/** An amount in fen as `¥1,234.50` or `-¥1,234.50`. */
export function formatYuan(amount: Fen): string {
  const size = Math.abs(fen(amount))
  const yuan = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount < 0 ? '-' : ''}¥${yuan}.${String(size % 100).padStart(2, '0')}`
}

const YUAN = /^(-?)[¥￥]?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/

/**
 * Reads yuan such as `1234.5`, `1,234.50`, `¥1,234.50` or `-¥0.05` into fen; undefined for everything else:
 * blanks, exponents, hex, full-width digits, misplaced commas, more than two decimals, beyond ±MAX_FEN.
 */
export function parseYuan(text: string): Fen | undefined {
  const [, sign, yuan, cents] = YUAN.exec(text) ?? []
  if (yuan === undefined) return undefined
  const size = Number(yuan.replaceAll(',', '')) * 100 + Number((cents ?? '').padEnd(2, '0'))
  if (size > MAX_FEN) return undefined
  return fen(sign === '-' ? -size : size)
}
