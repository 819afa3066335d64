import { createRandom, hashText } from '../catalogue/hash.ts'
import type { Car, CarLine } from './cars.ts'
import type { DemoAssembly, DemoLine } from './make-models.ts'
import type { CarPart, LineParts } from './parts-of-line.ts'
import { SYSTEMS, type System } from './systems.ts'

/** Of a system's parts, one in so many was another part on the first cars built. */
const CHANGED_EVERY = 13
const FEW = 5

type Built = { assemblies: DemoAssembly[]; lines: DemoLine[] }

/** Every assembly of a car down to its nuts and bolts. */
export function carAssemblies(car: Car, line: CarLine, parts: LineParts): Built {
  const systems = SYSTEMS.map((system) => builtSystem({ car, line, system, parts }))
  return {
    assemblies: systems.flatMap((each) => each.assemblies),
    lines: systems.flatMap((each) => each.lines),
  }
}

type Place = { car: Car; line: CarLine; system: System; parts: LineParts }

function builtSystem(place: Place): Built {
  const { line, system } = place
  const number = `${line.code}-${system.code}`
  const name = (zh: string, en: string) => ({ nameZh: `${line.zh} ${zh}`, nameEn: `${line.en} ${en}` })
  const { unit, inside, outside, put } = contents(place)
  const assemblies: DemoAssembly[] = [{ number, ...name(system.zh, system.en) }]
  const lines = [every('', number, 1)]
  if (unit) lines.push(every(number, unit.number, 1), ...put(unit.number, inside))
  if (unit || !system.halves) return { assemblies, lines: [...lines, ...put(number, outside)] }
  for (const [n, half] of system.halves.entries()) {
    const sub = `${number}-${n + 1}`
    assemblies.push({ number: sub, ...name(`${system.zh}(${half.zh})`, `${system.en}, ${half.en}`) })
    const own = outside.filter((_, at) => at % 2 === n)
    lines.push(every(number, sub, 1), ...put(sub, own))
  }
  return { assemblies, lines }
}

/** What a system is built of, and how some of it is put into an assembly: with a fastener for every four. */
function contents({ car, line, system, parts: { bySystem, hardware } }: Place) {
  const candidates = bySystem.get(system) ?? []
  const found = partsFor(system, candidates, line, car[system.goesWith])
  const before = firstCars(car, found.others, found.parts)
  const put = (parent: string, some: readonly CarPart[]): DemoLine[] => [
    ...some.flatMap((part) => linesOf(car, parent, part, before.get(part))),
    ...chosen(hardware, parent)
      .slice(0, Math.ceil(some.length / 4))
      .map((part) => every(parent, part.number, quantityOf(part, drawFor(parent, part)))),
  ]
  return { ...found, put }
}

const every = (parent: string, number: string, quantity: number): DemoLine => {
  return { parent, number, quantity, serialFrom: '', serialTo: '' }
}

/** Parts in an order of their own for every purpose. */
const chosen = (parts: readonly CarPart[], purpose: string) =>
  parts
    .map((part) => ({ part, at: hashText(`${purpose}|${part.number}`) }))
    .sort((a, b) => a.at - b.at)
    .map(({ part }) => part)

/** Half of a system's parts every model of the line has; the others go with the trait. Core parts only within a unit. */
function partsFor(system: System, candidates: readonly CarPart[], line: CarLine, trait: string) {
  const { unit: wanted } = system
  const purpose = `${line.code}|${trait}`
  const count = Math.ceil(system.count * line.detail)
  const isUnit = ({ nameEn, facts }: CarPart) =>
    wanted?.name.test(` ${nameEn} `) && facts.costFen > wanted.aboveFen && facts.class === 'module'
  const units = candidates.filter((part) => isUnit(part) && part.facts.serviceable)
  const unit = chosen(units.slice(0, FEW), purpose)[0]
  const others = candidates.filter((part) => !isUnit(part) && (part.facts.class !== 'core' || unit))
  const common = others.slice(0, Math.ceil(count / 2))
  const own = chosen(others.slice(common.length), purpose).slice(0, count - common.length)
  const parts = [...common, ...own]
  const goesInside = ({ nameEn, facts }: CarPart) =>
    unit !== undefined && (facts.class === 'core' || (wanted?.inside.test(` ${nameEn} `) ?? false))
  return { unit, parts, others, inside: parts.filter(goesInside), outside: parts.filter((part) => !goesInside(part)) }
}

/** Which parts were others on the first cars of a model, and which. */
function firstCars(car: Car, candidates: readonly CarPart[], parts: readonly CarPart[]): Map<CarPart, CarPart> {
  const others = candidates.filter((part) => !parts.includes(part) && part.facts.class !== 'core')
  const changed = parts.filter(
    (part) => part.facts.class !== 'core' && hashText(`${car.code}|changed|${part.number}`) % CHANGED_EVERY === 0,
  )
  const pairs = changed.flatMap((part, at) => (others[at] ? [[part, others[at]] as const] : []))
  return new Map(pairs)
}

function linesOf(car: Car, parent: string, part: CarPart, before: CarPart | undefined): DemoLine[] {
  const quantity = quantityOf(part, drawFor(parent, part))
  if (!before) return [every(parent, part.number, quantity)]
  const last = 101 + Math.floor(drawFor(car.code, part) * 20_000)
  const first = { parent, number: before.number, quantity, serialFrom: '', serialTo: `${car.serials}${last}` }
  return [first, { ...first, number: part.number, serialFrom: `${car.serials}${last + 1}`, serialTo: '' }]
}

const drawFor = (purpose: string, part: CarPart) => createRandom(hashText(`${purpose}|${part.number}`))()

function quantityOf({ nameEn, facts }: CarPart, draw: number): number {
  if (facts.unit === '米') return 1.5
  if (facts.unit === '升') return 0.75
  if (facts.unit !== '件' && facts.unit !== '个') return 1
  if (facts.class === 'standard') return 2 + 2 * Math.floor(draw * 6)
  if (facts.class === 'core' || facts.costFen > 30_000 || / (LH|RH) /.test(` ${nameEn} `)) return 1
  return [1, 1, 2, 2, 4][Math.floor(draw * 5)] ?? 1
}
