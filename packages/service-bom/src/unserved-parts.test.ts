import { expect, test } from 'vitest'
import { type CheckedPart, checkBom } from './check-bom.ts'
import type { BomLine } from './order-parts.ts'
import { EVERY_MACHINE } from './serial.ts'
import { type Action, simplify } from './simplify.ts'

const part = (serviceable: boolean, partClass: CheckedPart['class'] = 'module'): CheckedPart => ({
  class: partClass,
  serviceable: serviceable ? 1 : 0,
  costFen: 1,
  successorKey: null,
})
const line = (parentKey: string, partKey: string): BomLine => ({
  ...{ parentKey, partKey, quantityMilli: 1_000 },
  ...EVERY_MACHINE,
})
const PARTS = new Map([
  ['BOX', part(false)],
  ['MODULE', part(true)],
  ['GEAR', part(true)],
  ['ECU', part(false, 'core')],
  ['CHIP', part(false, 'core')],
])

function findings(lines: BomLine[], decided: Record<string, Action> = {}): string[] {
  const decisions = new Map(Object.entries(decided))
  const service = simplify(lines, decisions, PARTS).lines
  return checkBom({ hasDealerPrice: true, engineering: lines, decisions, service }, PARTS).map(
    ({ kind, partKey }) => `${kind} ${partKey ?? ''}`,
  )
}

test('an assembly served as one piece that is not serviceable is found: it has no price', () => {
  const lines = [line('', 'BOX'), line('BOX', 'GEAR')]
  expect(findings(lines)).toEqual([])
  expect(findings(lines, { BOX: 'collapse' })).toEqual(['servedNotServiceable BOX'])
})

test('a core part left out is found unless a module that contains it is served', () => {
  const inBox = [line('', 'BOX'), line('BOX', 'GEAR'), line('BOX', 'ECU')]
  expect(findings(inBox)).toEqual(['coreWithoutModule ECU'])
  expect(findings(inBox, { ECU: 'exclude' })).toEqual(['coreWithoutModule ECU'])
  expect(findings([...inBox, line('', 'MODULE')], { BOX: 'exclude' })).toEqual(['coreWithoutModule ECU'])
  expect(findings(inBox, { BOX: 'collapse' })).toEqual(['servedNotServiceable BOX', 'coreWithoutModule ECU'])
  const inModule = [line('', 'MODULE'), line('MODULE', 'GEAR'), line('MODULE', 'ECU')]
  expect(findings(inModule)).toEqual([])
  expect(findings(inModule, { MODULE: 'split', ECU: 'exclude' })).toEqual(['coreWithoutModule ECU'])
  expect(findings([...inModule, line('', 'GEAR')], { MODULE: 'exclude' })).toEqual(['coreWithoutModule ECU'])
  expect(findings([...inModule, line('', 'ECU')], { ECU: 'exclude' })).toEqual(['coreWithoutModule ECU'])
})

test('a core part within a core part that is served whole is found once, by the outer one', () => {
  expect(findings([line('', 'ECU'), line('ECU', 'CHIP')], { ECU: 'collapse' })).toEqual(['coreWithoutModule ECU'])
})
