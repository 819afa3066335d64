import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compileCase } from './compile-case.ts'
import { readPriceCase } from './price-case.ts'

type Expected = {
  status: string
  objective?: number
  bestEffortObjective?: number
  prices?: Record<string, number | null>
  bestEffortPrices?: Record<string, number>
  pricesExact?: Record<string, string>
  relResidual?: Record<string, number>
  reachable: Record<string, [number, number | null]> | null
  minUniformChange: number | null
}

const files = globSync(new URL('../oracle/*.json.gz', import.meta.url).pathname).toSorted()

const fraction = (text: string) => {
  const [over = '', under = '1'] = text.split('/')
  return Number(over) / Number(under)
}

test('the oracle is there', () => {
  expect(files.length).toBe(8)
})

describe.each(files.map((file) => [basename(file, '.json.gz'), file]))('%s', (name, file) => {
  const json = JSON.parse(gunzipSync(readFileSync(file)).toString())
  const expected = json.expected as Expected
  const isLarge = name.includes('large')
  const compiled = compileCase(readPriceCase({ ...json, expected: undefined }))
  const near = (value: number, to: number, tolerance: number) =>
    expect(Math.abs(value - to), `${value} for ${to}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(to)))

  test('has the certified answer: status, prices, objective', () => {
    expect(compiled.status).toBe(expected.status)
    const exact = Object.entries(expected.pricesExact ?? {}).map(([id, text]) => [id, fraction(text)] as const)
    for (const [id, price] of [...Object.entries(expected.prices ?? expected.bestEffortPrices ?? {}), ...exact])
      if (price === null) expect(compiled.prices?.[id]).toBeNull()
      else near(compiled.prices?.[id] as number, price, isLarge ? 1e-4 : 1e-6)
    near(compiled.objective as number, (expected.objective ?? expected.bestEffortObjective) as number, 1e-7)
  })

  test('misses each model by what it must and no more', () => {
    for (const [id, residual] of Object.entries(compiled.residuals ?? {})) {
      if (expected.status === 'optimal') expect(Math.abs(residual), id).toBeLessThan(1e-8)
      else expect(Math.abs(residual - (expected.relResidual?.[id] ?? 0)), id).toBeLessThan(1e-6)
    }
  })

  test('says what each model can reach and the smallest uniform change', () => {
    for (const [id, [least, most]] of Object.entries(expected.reachable ?? {})) {
      near(compiled.reachable?.[id]?.[0] as number, least, 1e-6)
      if (most === null) expect(compiled.reachable?.[id]?.[1]).toBeNull()
      else near(compiled.reachable?.[id]?.[1] as number, most, 1e-6)
    }
    if (expected.minUniformChange === null) expect(compiled.minUniformChange).toBeNull()
    else near(compiled.minUniformChange as number, expected.minUniformChange, 1e-6)
  })
})
