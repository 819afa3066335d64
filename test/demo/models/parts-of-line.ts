import type { PartFacts } from '../catalogue/facts.ts'
import { hashText } from '../catalogue/hash.ts'
import { CAR_LINES, type CarLine } from './cars.ts'
import { HARDWARE, NOT_BUILT_IN, SYSTEMS, type System } from './systems.ts'

/** A part of the catalogue as far as building cars goes. */
export type CarPart = { number: string; nameEn: string; supersededBy: string | undefined; facts: PartFacts }

/** What cars of a line may be built of; lists are in an order that depends on nothing but the part numbers. */
export type LineParts = { bySystem: ReadonlyMap<System, readonly CarPart[]>; hardware: readonly CarPart[] }

/** Of seven lines, so many use a part whose name says no car. */
const SHARED_BY = 3

const spaced = (part: CarPart) => ` ${part.nameEn} `

/** Sorts the catalogue by line and system; replaced parts and exchange surcharges are built in nowhere. */
export function partsOfLine(line: CarLine, parts: readonly CarPart[]): LineParts {
  const usable = parts.filter(
    (part) => !part.supersededBy && !part.number.endsWith('#') && !NOT_BUILT_IN.test(spaced(part)) && fits(line, part),
  )
  const order = new Map(usable.map((part) => [part, hashText(`${line.code}|${part.number}`)]))
  const rank = (part: CarPart) => (line.name.test(spaced(part)) ? 0 : 1)
  const sorted = usable.toSorted((a, b) => rank(a) - rank(b) || (order.get(a) ?? 0) - (order.get(b) ?? 0))
  const hardware = sorted.filter((part) => HARDWARE.test(spaced(part)))
  const rest = sorted.filter((part) => !HARDWARE.test(spaced(part)))
  const bySystem = Map.groupBy(rest, (part) => SYSTEMS.find((system) => system.parts.test(spaced(part))))
  return { hardware, bySystem: new Map(SYSTEMS.map((system) => [system, bySystem.get(system) ?? []])) }
}

function fits(line: CarLine, part: CarPart): boolean {
  const named = CAR_LINES.filter((each) => each.name.test(spaced(part)))
  if (named.length > 0) return named.includes(line)
  const first = hashText(part.number) % CAR_LINES.length
  const distance = (CAR_LINES.indexOf(line) - first + CAR_LINES.length) % CAR_LINES.length
  return distance < SHARED_BY
}
