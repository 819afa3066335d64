import { type ListSheet, listSheet } from '@partline/http'
import type { Actor } from '@partline/kernel'
import { BareModelPriceView, FullModelPriceView, GuideModelPriceView } from './model-price-inputs.ts'

const name = { zh: '机型价格', en: 'model-prices' }
const words = {
  reason: { zh: '无价原因', en: 'Why without price' },
  packQuantity: { zh: '包装量', en: 'Pack quantity' },
  successor: { zh: '替代件', en: 'Successor' },
  orderable: { zh: '可订购', en: 'Orderable' },
  guideVersionId: { zh: '指导价版本', en: 'Guide version' },
  guideNetFen: { zh: '指导价不含税(元)', en: 'Guide net (yuan)' },
  guideGrossFen: { zh: '指导价含税(元)', en: 'Guide gross (yuan)' },
  settlementVersionId: { zh: '结算价版本', en: 'Settlement version' },
  settlementNetFen: { zh: '结算价不含税(元)', en: 'Settlement net (yuan)' },
  settlementGrossFen: { zh: '结算价含税(元)', en: 'Settlement gross (yuan)' },
  priceExplanation: { zh: '结算价说明', en: 'Settlement explanation' },
  serialFrom: { zh: '起始序列号', en: 'Serial from' },
  serialTo: { zh: '截止序列号', en: 'Serial to' },
}
const asked = { requestedNumber: true } as const
const SHEETS = {
  bare: listSheet({ name, row: BareModelPriceView.omit(asked), words }),
  guide: listSheet({ name, row: GuideModelPriceView.omit(asked), words }),
  full: listSheet({ name, row: FullModelPriceView.omit(asked), words }),
}

/** Prices by model as a table, by what this caller may see of a price (T4). */
export function modelPricesSheet({ permissions }: Actor): ListSheet {
  if (!permissions.has('price.guide:read')) return SHEETS.bare
  return permissions.has('price.settlement:read') ? SHEETS.full : SHEETS.guide
}
