import type { Words } from '@partline/kernel'
import type { Finding } from './check-bom.ts'

/** A finding as people read it. */
export function findingWords({ kind, partKey, detail }: Finding): Words {
  const part = partKey ?? ''
  switch (kind) {
    case 'emptyServiceBom':
      return { zh: '服务 BOM 没有配件', en: 'The service BOM has no parts' }
    case 'staleBom':
      return {
        zh: '服务 BOM 已过时:目录或工程 BOM 有变化,请刷新',
        en: 'The service BOM is stale: the catalogue or the engineering BOM has changed; refresh it',
      }
    case 'bomTooLarge':
      return {
        zh: '服务 BOM 超过 10000 行或数量过大',
        en: 'The service BOM has over 10,000 lines or too large a quantity',
      }
    case 'cycle':
      return { zh: `工程 BOM 成环:${detail}`, en: `The engineering BOM goes round in a circle: ${detail}` }
    case 'missingPart':
      return { zh: `目录中没有配件 ${part}`, en: `The catalogue has no part ${part}` }
    case 'servedNotServiceable':
      return {
        zh: `配件 ${part} 整件供应,但目录中标为不可服务,因此没有价格`,
        en: `Part ${part} is served as one piece but is not serviceable, so it has no price`,
      }
    case 'coreWithoutModule':
      return {
        zh: `核心件 ${part} 没有可替换的模块:包含它的总成都不可服务,或没有供应`,
        en: `No module replaces the core part ${part}: no assembly that contains it is serviceable and served`,
      }
    case 'overlappingRanges':
      return {
        zh: `配件 ${part} 有序列号范围重叠的几行`,
        en: `Lines of part ${part} are for overlapping serial ranges`,
      }
    case 'supersededPart':
      return {
        zh: `配件 ${part} 已被 ${detail} 替代,但仍在 BOM 上`,
        en: `Part ${part} has been superseded by ${detail} and is still on the BOM`,
      }
    case 'partWithoutCost':
      return { zh: `配件 ${part} 没有成本`, en: `Part ${part} has no cost` }
    case 'noDealerPrice':
      return { zh: '没有整机经销商结算价', en: 'The model has no dealer price' }
  }
}
