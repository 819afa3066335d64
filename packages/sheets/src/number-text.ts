/** A spreadsheet keeps 15 digits of a number. */
const DIGITS = 15

/**
 * A number of a sheet as people typed it: no exponent (`1E+05` is 100000), no binary tail (12.299999999999999 is 12.3).
 * `long`: a whole number of over 15 digits, whose end the spreadsheet has replaced by zeros. Undefined for no number.
 */
export function numberText(raw: string): { text: string; long: boolean } | undefined {
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?\s*$/i.test(raw)) return undefined
  const value = Number(raw)
  if (!Number.isFinite(value)) return undefined
  const text = withoutExponent(String(Number(value.toPrecision(DIGITS))))
  return { text, long: Math.abs(value) >= 10 ** DIGITS }
}

function withoutExponent(text: string): string {
  const [, sign = '', whole = '', decimals = '', exponent] = /^(-?)(\d+)\.?(\d*)e([+-]\d+)$/.exec(text) ?? []
  if (exponent === undefined) return text
  const point = whole.length + Number(exponent)
  const digits = whole + decimals
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0').slice(0, point)}${point < digits.length ? `.${digits.slice(point)}` : ''}`
}
