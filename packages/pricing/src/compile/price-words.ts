import type { Locale, Words } from '@partline/kernel'
import type { CompiledPriceRow } from './compilations.repo.ts'

const yuan = (fen: number | null) =>
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

function ruleWords(row: CompiledPriceRow): Words {
  const { costFen, marginBps, beforeFen, settlementFen, targetFen, models } = row
  const [cost, price, margin] = [yuan(costFen), yuan(settlementFen), percent(marginBps)]
  const used = { zh: `用于 ${models} 个机型`, en: `used by ${models} model(s)` }
  switch (row.rule) {
    case 'wear':
      return {
        zh: `易损件:成本 ${cost} 加 ${margin} = ${price}`,
        en: `wear part: cost ${cost} plus ${margin} = ${price}`,
      }
    case 'standard':
      return {
        zh: `标准件:成本 ${cost} 加 ${margin} = ${price}`,
        en: `standard part: cost ${cost} plus ${margin} = ${price}`,
      }
    case 'manual':
      return { zh: `手工定价 ${price},重新编制时保留`, en: `set by hand at ${price}, kept when compiled again` }
    case 'kept':
      return { zh: `没有成本,沿用上版价格 ${price}`, en: `no cost is known; the price before, ${price}, is kept` }
    case 'costAboveCorridor':
      return {
        zh: `成本 ${cost} 已超出上版价格 ${yuan(beforeFen)} 的延续性范围,按成本定价 ${price},须申请例外`,
        en: `cost ${cost} has outrun the corridor of the price before, ${yuan(beforeFen)}; priced at cost, ${price}: needs an exception`,
      }
    case 'unpriced':
      return { zh: '没有成本也没有上版价格,不定价', en: 'neither a cost nor a price before: not priced' }
    default:
      return {
        zh: `模块:目标 ${yuan(targetFen)}(${beforeFen === null ? `新件,成本加 ${margin}` : '上版价格'}),按双倍原则解得 ${price},${used.zh}`,
        en: `module: target ${yuan(targetFen)} (${beforeFen === null ? `new, cost plus ${margin}` : 'the price before'}), solved by the double rule to ${price}, ${used.en}`,
      }
  }
}

function boundWords({ boundBy, boundPart }: CompiledPriceRow): Words | undefined {
  const other = boundPart ?? ''
  const words: Record<string, Words> = {
    floor: { zh: '不能低于成本', en: 'held up by its cost' },
    ceiling: { zh: '不能高于市场指导价', en: 'held down by the guide price' },
    corridorLow: { zh: '已到延续性范围下限', en: 'at the lower end of its corridor' },
    corridorHigh: { zh: '已到延续性范围上限', en: 'at the upper end of its corridor' },
    likeLow: { zh: `受相似件 ${other} 约束`, en: `held by its like part ${other}` },
    likeHigh: { zh: `受相似件 ${other} 约束`, en: `held by its like part ${other}` },
  }
  return boundBy === null ? undefined : words[boundBy]
}

const guideWords = ({ guideFen, guideBps }: CompiledPriceRow): Words | undefined =>
  guideFen === null
    ? undefined
    : {
        zh: `市场指导价 = 结算价 × ${percent(guideBps)},取整为 ${yuan(guideFen)}`,
        en: `guide price = settlement × ${percent(guideBps)}, rounded up to ${yuan(guideFen)}`,
      }
