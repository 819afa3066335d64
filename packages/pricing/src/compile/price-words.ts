import type { Locale, Words } from '@partline/kernel'
import type { CompiledPriceRow } from './compilations.repo.ts'

export const yuan = (fen: number | null) =>
  fen === null
    ? '—'
    : `¥${(Math.round(fen) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
const percent = (bps: number | null) => `${((bps ?? 0) / 100).toFixed(2)}%`

/** Why a compiled price is what it is (P10), in the reader's language. */
export function priceWords(row: CompiledPriceRow, locale: Locale): string {
  return [ruleWords(row), boundWords(row), guideWords(row)]
    .flatMap((words) => (words ? [words[locale]] : []))
    .join(locale === 'zh' ? ';' : '; ')
}

/** Where rounding to the price step changed the amount. */
const stepped = (from: number, to: number): Words =>
  Math.abs(from - to) < 0.5 ? { zh: '', en: '' } : { zh: ',取整', en: ', rounded to the step' }

function ruleWords(row: CompiledPriceRow): Words {
  const { costFen, beforeFen, settlementFen, exactFen } = row
  const [cost, price, margin] = [yuan(costFen), yuan(settlementFen), percent(row.marginBps)]
  const rounded = stepped(exactFen ?? 0, settlementFen ?? 0)
  switch (row.rule) {
    case 'wear':
      return {
        zh: `易损件:成本 ${cost} 加成 ${margin}${rounded.zh},为 ${price}`,
        en: `wear part: cost ${cost} plus ${margin}${rounded.en}: ${price}`,
      }
    case 'standard':
      return {
        zh: `标准件:成本 ${cost} 加成 ${margin}${rounded.zh},为 ${price}`,
        en: `standard part: cost ${cost} plus ${margin}${rounded.en}: ${price}`,
      }
    case 'manual':
      return { zh: `手工定价 ${price},重新编制时保留`, en: `set by hand at ${price}, kept when compiled again` }
    case 'kept':
      return { zh: `没有成本,沿用上版价格 ${price}`, en: `no cost is known; the price before, ${price}, is kept` }
    case 'costAboveCorridor':
      return {
        zh: `成本 ${cost} 已超出上版价格 ${yuan(beforeFen)} 的涨跌幅,按成本定价 ${price},须申请例外`,
        en: `cost ${cost} has outrun the corridor of the price before, ${yuan(beforeFen)}; priced at cost, ${price}: needs an exception`,
      }
    case 'unpriced':
      return { zh: '没有成本也没有上版价格,不定价', en: 'neither a cost nor a price before: not priced' }
    default:
      return moduleWords(row, price, margin)
  }
}

function moduleWords({ models, beforeFen, targetFen }: CompiledPriceRow, price: string, margin: string): Words {
  const target = {
    zh: `模块:目标 ${yuan(targetFen)}(${beforeFen === null ? `新配件,成本加成 ${margin}` : '上版价格'})`,
    en: `module: target ${yuan(targetFen)} (${beforeFen === null ? `new, cost plus ${margin}` : 'the price before'})`,
  }
  if (models === 0)
    return {
      zh: `${target.zh},不在任何机型的服务BOM中,为 ${price}`,
      en: `${target.en}, on no service BOM: ${price}`,
    }
  return {
    zh: `${target.zh},用于 ${models} 个机型,按双倍原则解得 ${price}`,
    en: `${target.en}, used by ${models} ${models === 1 ? 'model' : 'models'}, solved by the double rule to ${price}`,
  }
}

function boundWords({ boundBy, boundPart }: CompiledPriceRow): Words | undefined {
  const other = boundPart ?? ''
  const words: Record<string, Words> = {
    floor: { zh: '不能低于成本', en: 'held up by its cost' },
    ceiling: { zh: '不能高于市场指导价', en: 'held down by the guide price' },
    corridorLow: { zh: '已到涨跌幅下限', en: 'at the lower end of its corridor' },
    corridorHigh: { zh: '已到涨跌幅上限', en: 'at the upper end of its corridor' },
    likeLow: { zh: `受相似件或替换件 ${other} 约束`, en: `held by its like part or successor ${other}` },
    likeHigh: { zh: `受相似件或替换件 ${other} 约束`, en: `held by its like part or successor ${other}` },
  }
  return boundBy === null ? undefined : words[boundBy]
}

function guideWords({ guideFen, guideBps, guideBoundBy }: CompiledPriceRow): Words | undefined {
  if (guideFen === null) return undefined
  const fen = yuan(guideFen)
  if (guideBoundBy === 'manual') return { zh: `市场指导价手工定为 ${fen}`, en: `guide price set by hand at ${fen}` }
  const bound = {
    corridorLow: { zh: ',不低于涨跌幅下限', en: ', not below its own corridor' },
    corridorHigh: { zh: ',不高于涨跌幅上限', en: ', not above its own corridor' },
    settlement: { zh: ',不低于结算价', en: ', not below the settlement price' },
    none: { zh: '', en: '' },
  }[guideBoundBy ?? 'none']
  return {
    zh: `市场指导价 = 结算价 × ${percent(guideBps)},向上取整${bound.zh},为 ${fen}`,
    en: `guide price = settlement × ${percent(guideBps)}, rounded up${bound.en}: ${fen}`,
  }
}
