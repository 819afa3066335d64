import type { FamilyToHold, LikePair, PartToPrice, PriceProblem } from './price-problem.ts'

/** @throws RangeError that names what a problem must not contain: amounts below 0 or none, places that are not there */
export function checkProblem({ models, parts, lines, pairs, families = [] }: PriceProblem): void {
  for (const { id, required, tolerance } of models) {
    if (!(required > 0 && Number.isFinite(required))) refuse(`model ${id} requires`, required)
    amount(tolerance ?? 0, `model ${id} has tolerance`)
  }
  for (const part of parts) checkPart(part)
  const count = lines.model.length
  if (lines.part.length !== count || lines.quantity.length !== count || (lines.weight?.length ?? count) !== count)
    throw new RangeError('lines must name a model, a part and a quantity each')
  for (let k = 0; k < count; k++) {
    place(lines.model[k], models.length, `line ${k} names model`)
    place(lines.part[k], parts.length, `line ${k} names part`)
    amount(lines.quantity[k], `line ${k} has quantity`)
    if (lines.weight) amount(lines.weight[k], `line ${k} has weight`)
  }
  pairs.forEach((pair, k) => {
    checkPair(pair, parts.length, k)
  })
  for (const family of families) checkFamily(family, parts.length)
}

function checkFamily({ id, least, most, part, share }: FamilyToHold, count: number): void {
  if (!(least <= most && Number.isFinite(most - least))) refuse(`family ${id} has least ${least} and most`, most)
  if (part.length !== share.length) throw new RangeError(`family ${id} must name a share for each part`)
  for (let e = 0; e < part.length; e++) {
    place(part[e], count, `family ${id} names part`)
    amount(share[e], `family ${id} has share`)
  }
}

function checkPart({ id, fixed, target, floor, last, corridor, ceiling }: PartToPrice): void {
  amount(fixed ?? 0, `part ${id} is fixed at`)
  amount(target, `part ${id} has target`)
  amount(floor, `part ${id} has floor`)
  amount(last ?? 0, `part ${id} has last price`)
  if (!(corridor >= 0)) refuse(`part ${id} has corridor`, corridor)
  if (!(ceiling >= 0)) refuse(`part ${id} has ceiling`, ceiling)
}

function checkPair({ part, other, ratio, tolerance }: LikePair, count: number, k: number): void {
  place(part, count, `pair ${k} names part`)
  place(other, count, `pair ${k} names part`)
  if (part === other) throw new RangeError(`pair ${k} compares a part with itself`)
  if (!(ratio > 0) || !Number.isFinite(ratio)) refuse(`pair ${k} has ratio`, ratio)
  if (!(tolerance >= 0 && tolerance < 1)) refuse(`pair ${k} has tolerance`, tolerance)
}

function amount(value: number | undefined, what: string): void {
  if (value === undefined || !(value >= 0) || value === Number.POSITIVE_INFINITY) refuse(what, value)
}

function place(value: number | undefined, count: number, what: string): void {
  if (!(Number.isInteger(value) && (value as number) >= 0 && (value as number) < count)) refuse(what, value)
}

function refuse(what: string, value: number | undefined): never {
  throw new RangeError(`${what} ${value}`)
}
