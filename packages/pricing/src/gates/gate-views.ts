import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { Finding } from './findings.repo.ts'
import { GATES, type GateCount, openOf } from './gate.ts'
import type { FindingView, GateCountsView, MoverView, RatioView } from './gate-inputs.ts'
import type { Mover, Ratio } from './report.repo.ts'

const orNull = (text: string) => (text === '' ? null : text)
const at = (ms: number | null) => (ms === null ? null : instant(ms))
const namesOf = ({ nameZh: zh, nameEn: en }: { nameZh: string; nameEn: string }) => ({ zh, en })

export const toCounts = (counts: readonly GateCount[]): z.output<typeof GateCountsView>['gates'] =>
  counts.map((each) => ({ ...each, open: openOf(each) }))

/** Every gate, those without findings as well. */
export const toAllCounts = (counts: readonly GateCount[]) =>
  toCounts(
    GATES.map((gate) => counts.find((each) => each.gate === gate) ?? { gate, found: 0, requested: 0, excepted: 0 }),
  )

export const toGateCountsView = (counts: readonly GateCount[]): z.output<typeof GateCountsView> => ({
  gates: toCounts(counts),
  open: counts.reduce((sum, each) => sum + openOf(each), 0),
})

export function toFindingView(row: Finding): z.output<typeof FindingView> {
  const { gate, subject, itemKey: item, unit, measured, allowedFrom, allowedTo, reason, requestedBy, approvedBy } = row
  const state = approvedBy !== null ? 'excepted' : requestedBy !== null ? 'requested' : 'open'
  return {
    ...{ gate: gate as z.output<typeof FindingView>['gate'], subject, item },
    names: row.nameZh === null ? null : { zh: row.nameZh, en: row.nameEn ?? '' },
    ...{ grade: orNull(row.grade), other: orNull(row.otherKey), unit, measured, allowedFrom, allowedTo, state, reason },
    ...{ requestedBy, requestedAt: at(row.requestedAt), approvedBy, approvedAt: at(row.approvedAt) },
  }
}

export function toRatioView(row: Ratio): z.output<typeof RatioView> {
  const { modelKey, productLine, dealerFen, sumFen, ratioPpm, beforePpm, fromPpm, toPpm, within, unpriced } = row
  const amounts = { dealerFen, sumFen, ratioPpm, beforePpm, fromPpm, toPpm }
  return { modelKey, names: namesOf(row), productLine, ...amounts, within: within === 1, unpriced }
}

export function toMoverView(row: Mover): z.output<typeof MoverView> {
  const { partKey: partNumber, family, beforeFen, afterFen, changePpm } = row
  const about = { partNumber, grade: orNull(row.grade), names: namesOf(row), class: row.class, family }
  return { ...about, beforeFen, afterFen, changePpm }
}
