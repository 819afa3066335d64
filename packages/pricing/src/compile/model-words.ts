import type { Words } from '@partline/kernel'
import type { CompiledModelRow } from './compilations.repo.ts'
import { yuan } from './price-words.ts'

/** Why no prices meet a model (P10): the rule, what its parts can cost together, and which models pull the other way. */
export function modelWords(row: CompiledModelRow): Words | undefined {
  if (row.cause === null) return undefined
  const required = yuan((row.dealerFen * row.factorBps) / 10_000)
  const reach = {
    zh: `${yuan(row.leastFen)} 至 ${row.mostFen === null ? '不限' : yuan(row.mostFen)}`,
    en: `${yuan(row.leastFen)} to ${row.mostFen === null ? 'any sum' : yuan(row.mostFen)}`,
  }
  const models = (JSON.parse(row.causeModels) as string[]).join(', ')
  const cause = causeWords(row.cause, models)
  return {
    zh: `要求合计 ${required},单独看可达 ${reach.zh};${cause.zh}`,
    en: `its parts must cost ${required} together; by itself it can reach ${reach.en}; ${cause.en}`,
  }
}

function causeWords(cause: NonNullable<CompiledModelRow['cause']>, models: string): Words {
  switch (cause) {
    case 'sharedParts':
      return models === ''
        ? { zh: '共用配件已由其他机型定住', en: 'other models decide the prices of the parts it shares' }
        : { zh: `共用配件的机型方向相反:${models}`, en: `models that share its parts pull the other way: ${models}` }
    case 'corridor':
      return { zh: '受各配件涨跌幅限制', en: 'the corridors of its parts end here' }
    case 'cost':
      return { zh: '各配件已降到成本', en: 'its parts are down to their costs' }
    case 'guidePrice':
      return { zh: '各配件已到市场指导价', en: 'its parts are up to their guide prices' }
    case 'likeParts':
      return { zh: '受相似件或替换件约束', en: 'like parts and successors hold its parts' }
    case 'familyCorridor':
      return { zh: '受各族平均涨跌幅限制', en: 'the corridors of families end here' }
    case 'fixedPrices':
      return {
        zh: '价格由成本或手工定死的配件占满',
        en: 'parts priced by cost or by hand leave no room',
      }
    default:
      return { zh: '没有可定价的配件', en: 'it has no part with a price' }
  }
}
