import { expect, test } from 'vitest'
import { chooseExcerpt, followChain, loadCatalogue } from '../catalogue/excerpt.ts'
import { partFacts } from '../catalogue/facts.ts'
import { makeModels } from './make-models.ts'
import { simplifications } from './simplifications.ts'

const rows = loadCatalogue()
const byNumber = new Map(rows.map((row) => [row.number, row]))
const parts = chooseExcerpt(rows).map((row) => {
  const last = followChain(row, byNumber).rows.at(-1) ?? row
  const { number, supersededBy } = row
  return { number, nameEn: row.name, supersededBy, facts: partFacts(number, last.name, 1) }
})
const models = makeModels(parts, 1)

test('there are at least forty cars of six lines or more, each of 30 to 150 lines over at least three levels', () => {
  expect(models.length).toBeGreaterThanOrEqual(40)
  expect(new Set(models.map(({ car }) => car.line)).size).toBeGreaterThanOrEqual(6)
  for (const { car, lines } of models) {
    expect(lines.length, car.code).toBeGreaterThanOrEqual(30)
    expect(lines.length, car.code).toBeLessThanOrEqual(150)
    const parents = new Map(lines.map((line) => [line.number, line.parent]))
    const depth = (number: string): number => (number === '' ? 0 : 1 + depth(parents.get(number) ?? ''))
    expect(Math.max(...lines.map((line) => depth(line.number))), car.code).toBeGreaterThanOrEqual(3)
  }
})

test('every line says something new, of a part of the catalogue or an assembly, and hangs on the car', () => {
  const known = new Set(parts.map((part) => part.number))
  for (const { car, lines, assemblies } of models) {
    const all = new Set([...known, ...assemblies.map((each) => each.number)])
    const there = new Set(['', ...lines.map((line) => line.number)])
    expect(lines.filter((line) => !all.has(line.number) || !there.has(line.parent))).toEqual([])
    const said = lines.map((line) => `${line.parent}|${line.number}|${line.serialFrom}|${line.serialTo}`)
    expect(new Set(said).size, car.code).toBe(lines.length)
  }
})

test('siblings share most of their parts, and each class of part and a change in the run is among them', () => {
  const numbers = (code: string) =>
    new Set(models.find(({ car }) => car.code === code)?.lines.map((line) => line.number))
  const [roadster, gt] = [numbers('MGB-MK2-RDS'), numbers('MGB-MK2-GT')]
  const shared = [...roadster].filter((number) => gt.has(number)).length
  expect(shared / roadster.size).toBeGreaterThan(0.7)
  expect(roadster.size - shared).toBeGreaterThan(5)
  const built = new Set(models.flatMap(({ lines }) => lines.map((line) => line.number)))
  const classes = new Set(parts.filter((part) => built.has(part.number)).map((part) => part.facts.class))
  expect([...classes].toSorted()).toEqual(['core', 'module', 'standard', 'wear'])
  expect(models.filter(({ lines }) => lines.some((line) => line.serialTo !== '')).length).toBeGreaterThan(40)
})

test('it is the same every time, and the dealer price stays within four per cent of half', () => {
  expect(makeModels(parts, 1)).toEqual(models)
  expect(makeModels(parts, 2).map(({ share }) => share)).not.toEqual(models.map(({ share }) => share))
  for (const { share } of models) expect(Math.abs(share * 2 - 1)).toBeLessThanOrEqual(0.04)
  expect(simplifications(models).length).toBeGreaterThanOrEqual(6)
})
