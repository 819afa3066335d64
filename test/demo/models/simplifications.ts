import type { DemoModel } from './make-models.ts'

type Decision = { code: string; number: string; action: 'split' | 'exclude' | 'default'; reason: string }
type Wish = Pick<Decision, 'action' | 'reason'> & { cars: readonly string[]; system: string; what: 'unit' | 'fastener' }

/** What HQ has decided about how models are served: few, each with its reason. */
const WISHES: readonly Wish[] = [
  {
    ...{ cars: ['MGB-MK1-RDS', 'MGB-MK1-GT'], system: '10', what: 'unit', action: 'split' },
    reason: '整机停产,改按配件供应',
  },
  { cars: ['TR2', 'TR3'], system: '20', what: 'unit', action: 'split', reason: '变速箱总成长期缺货,先供内部件' },
  { cars: ['MIDGET-MK2'], system: '25', what: 'unit', action: 'split', reason: '差速器多为主减速齿轮损坏,拆开供应' },
  {
    ...{ cars: ['XJ6-S1-28', 'XJ6-S1-42'], system: '45', what: 'fastener', action: 'exclude' },
    reason: '随制动件配套,不单独供应',
  },
  { cars: ['XJ6-S1-42'], system: '45', what: 'fastener', action: 'default', reason: '渠道反映缺件,恢复供应' },
  { cars: ['MGC-GT'], system: '60', what: 'fastener', action: 'exclude', reason: '车身紧固件按标准件另行采购' },
]

/** The decisions for the models there are, in the order in which they were taken. */
export function simplifications(models: readonly DemoModel[]): Decision[] {
  return WISHES.flatMap(({ cars, system, what, action, reason }) =>
    models
      .filter(({ car }) => cars.includes(car.code))
      .flatMap((model) => {
        const number = what === 'unit' ? unitOf(model, system) : fastenerOf(model, system)
        return number === undefined ? [] : [{ code: model.car.code, number, action, reason }]
      }),
  )
}

/** The part sold whole in a system: it stands right in the system's assembly and has parts inside. */
function unitOf({ car, lines }: DemoModel, system: string): string | undefined {
  const parents = new Set(lines.map((line) => line.parent))
  const own = new Set([1, 2].map((half) => `${car.line}-${system}-${half}`))
  return lines.find(
    ({ parent, number }) => parent === `${car.line}-${system}` && parents.has(number) && !own.has(number),
  )?.number
}

/** The last line of a system is one of its fasteners. */
const fastenerOf = ({ car, lines }: DemoModel, system: string) =>
  lines.findLast((line) => line.parent.startsWith(`${car.line}-${system}`))?.number
