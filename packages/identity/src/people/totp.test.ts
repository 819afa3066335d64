import { expect, test } from 'vitest'
import { matchingStep, newTotpSecret, stepOf, totpAt, totpUrl } from './totp.ts'

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890, last six digits of the eight shown. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const RFC_CODES: [number, string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]

test("codes are RFC 6238's own", async () => {
  for (const [second, code] of RFC_CODES) expect(await totpAt(RFC_SECRET, stepOf(second * 1000))).toBe(code)
})

test('a code is taken from 30 seconds before its step to 30 seconds after, and not a moment longer', async () => {
  const secret = newTotpSecret()
  const step = 59_000_000
  const code = await totpAt(secret, step)
  const start = step * 30_000
  const taken = (now: number) => matchingStep(secret, code, now, 0)
  expect(await taken(start - 30_001)).toBeUndefined()
  expect(await taken(start - 30_000)).toBe(step)
  expect(await taken(start)).toBe(step)
  expect(await taken(start + 59_999)).toBe(step)
  expect(await taken(start + 60_000)).toBeUndefined()
})

test('no code works twice, nor one older than the last used', async () => {
  const secret = newTotpSecret()
  const now = 59_000_000 * 30_000
  const [before, here] = [await totpAt(secret, 58_999_999), await totpAt(secret, 59_000_000)]
  expect(await matchingStep(secret, here, now, 59_000_000)).toBeUndefined()
  expect(await matchingStep(secret, before, now, 59_000_000)).toBeUndefined()
  expect(await matchingStep(secret, here, now, 58_999_999)).toBe(59_000_000)
})

test('secrets are 160 bits and the address names issuer and account', () => {
  const secret = newTotpSecret()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(newTotpSecret()).not.toBe(secret)
  expect(totpUrl(secret, '英伦 零件', 'a@b.cn')).toContain(
    `${encodeURIComponent('英伦 零件')}:a%40b.cn?secret=${secret}`,
  )
})
