import { createRandom, hashText } from '../catalogue/hash.ts'
import { carAssemblies } from './car-assemblies.ts'
import { CAR_LINES, CARS, type Car } from './cars.ts'
import { type CarPart, partsOfLine } from './parts-of-line.ts'

/** A line of an engineering BOM; `parent` '' is the car, serials '' are open. */
export type DemoLine = { parent: string; number: string; quantity: number; serialFrom: string; serialTo: string }

/** An assembly of engineering: a number nobody sells. */
export type DemoAssembly = { number: string; nameZh: string; nameEn: string }

/** `share`: what a dealer pays for the car, in parts of what its parts cost a channel. */
export type DemoModel = { car: Car; share: number; assemblies: readonly DemoAssembly[]; lines: readonly DemoLine[] }

/** How far the parts of a car may be from the double of its dealer price, either way. */
const NOISE = 0.04
/** How much of that all models of a line have in common: siblings share parts, so their prices move together. */
const OF_LINE = 0.96

const noiseOf = (seed: number, what: string) => 2 * createRandom(hashText(`${seed}|${what}`))() - 1

/** What the demonstration's cars are built of and what they cost: the same for the same catalogue and seed. */
export function makeModels(parts: readonly CarPart[], seed: number): DemoModel[] {
  const byLine = new Map(CAR_LINES.map((line) => [line.code, { line, parts: partsOfLine(line, parts) }]))
  return CARS.map((car) => {
    const of = byLine.get(car.line)
    if (!of) throw new Error(`${car.code}: no product line ${car.line}`)
    const noise = OF_LINE * noiseOf(seed, car.line) + (1 - OF_LINE) * noiseOf(seed, car.code)
    return { car, share: (1 + NOISE * noise) / 2, ...carAssemblies(car, of.line, of.parts) }
  })
}
