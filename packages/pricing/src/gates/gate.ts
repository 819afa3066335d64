import type { Words } from '@partline/kernel'

/** What publishing asks of a version (P9), in the order people read it. */
export const GATES = [
  'settlementAboveGuide',
  'corePriced',
  'doubleRule',
  'modelNotJudged',
  'bomPartUnpriced',
  'wearMargin',
  'standardMargin',
  'costBelow',
  'pricedWithoutCost',
  'corridor',
  'familyCorridor',
  'likeParts',
  'supersession',
] as const

export type Gate = (typeof GATES)[number]

/** Gates nobody can be excepted from. */
export const UNIVERSAL: readonly Gate[] = ['settlementAboveGuide', 'corePriced']

export const GATE_WORDS: Record<Gate, Words> = {
  settlementAboveGuide: { zh: '结算价高于指导价', en: 'settlement above guide price' },
  corePriced: { zh: '核心件有价格', en: 'core part with a price' },
  doubleRule: { zh: '双倍原则', en: 'double rule' },
  modelNotJudged: { zh: '机型无整机经销商结算价,无法核算双倍原则', en: 'model without a dealer price to judge it by' },
  bomPartUnpriced: { zh: '服务BOM配件无价格', en: 'part of a service BOM without price' },
  wearMargin: { zh: '易损件加成', en: 'margin of a wear part' },
  standardMargin: { zh: '标准件加成', en: 'margin of a standard part' },
  costBelow: { zh: '低于成本', en: 'below cost' },
  pricedWithoutCost: { zh: '有价格而无成本,无法核算加成', en: 'price without a cost to judge it by' },
  corridor: { zh: '单件价格涨跌幅', en: 'change of a part' },
  familyCorridor: { zh: '族平均涨跌幅', en: 'average change of a family' },
  likeParts: { zh: '相似件价格比', en: 'like parts' },
  supersession: { zh: '替代前后价格', en: 'successor and predecessor' },
}

/** What a gate found in a version: all, those with an exception asked for, and those with one approved. */
export type GateCount = { gate: Gate; found: number; requested: number; excepted: number }

/** Findings that stand in the way of publishing. */
export const openOf = ({ found, excepted }: GateCount): number => found - excepted

/** The gates that stand in the way, with their counts, and what to do: `double rule 3; below cost 1`. No price is in it. */
export function openWords(counts: readonly GateCount[]): Words {
  const open = counts.filter((each) => openOf(each) > 0)
  const [never, excepted] = [true, false].map((universal) =>
    open.filter((each) => UNIVERSAL.includes(each.gate) === universal),
  ) as [GateCount[], GateCount[]]
  const list = (gates: readonly GateCount[], locale: 'zh' | 'en', mark: string) =>
    gates.map((each) => `${GATE_WORDS[each.gate][locale]} ${openOf(each)}`).join(mark)
  const said = (gates: readonly GateCount[], { zh, en }: Words): Words[] =>
    gates.length === 0 ? [] : [{ zh: `${zh}:${list(gates, 'zh', ';')}`, en: `${en}: ${list(gates, 'en', '; ')}` }]
  const parts = [
    ...said(excepted, { zh: '以下规则尚有未获批准的例外', en: 'Without an approved exception' }),
    ...said(never, {
      zh: '以下规则不允许例外,请退回草稿并修改价格',
      en: 'No exception is possible, so return the version to draft and change its prices',
    }),
  ]
  return { zh: parts.map((each) => each.zh).join('。'), en: parts.map((each) => each.en).join('. ') }
}

type Named = { gate: string; subject: string; reason?: string | null }

/** What the audit trail says of exceptions: the one, or the gates and how many, and for which reasons (T6). */
export function exceptionTrail(exceptions: readonly Named[]): Record<string, string | number> {
  const listed = (texts: readonly (string | null | undefined)[]) => [...new Set(texts)].slice(0, 5).join('; ')
  const about = {
    gate: listed(exceptions.map((each) => each.gate)),
    reason: listed(exceptions.map((each) => each.reason)),
  }
  const [one] = exceptions
  return one && exceptions.length === 1 ? { ...about, subject: one.subject } : { ...about, count: exceptions.length }
}
