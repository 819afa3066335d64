import type { Locale, Words } from '@partline/kernel'
import type { CompiledPriceRow } from './compilations.repo.ts'
import type { TaxBasis } from './compile-input.ts'

export const yuan = (fen: number | null) =>
  fen === null
    ? '—'
    : `¥${(Math.round(fen) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
const percent = (bps: number | null) => `${((bps ?? 0) / 100).toFixed(2)}%`

/** The tax basis each book's prices are in. */
export type TaxBases = { settlementBasis: TaxBasis; guideBasis: TaxBasis }

/** Why a compiled price is what it is (P10), in the reader's language. */
export function priceWords(row: CompiledPriceRow, { settlementBasis, guideBasis }: TaxBases, locale: Locale): string {
  const withTax = (basis: TaxBasis) => (basis === 'gross' ? { zh: '(含税)', en: ' with tax' } : { zh: '', en: '' })
  return [ruleWords(row, withTax(settlementBasis)), boundWords(row), guideWords(row, withTax(guideBasis))]
    .flatMap((words) => (words ? [words[locale]] : []))
    .join(locale === 'zh' ? ';' : '; ')
}

/** Where rounding to the price step changed the amount. */
const stepped = (from: number, to: number): Words =>
  Math.abs(from - to) < 0.5 ? { zh: '', en: '' } : { zh: ',取整', en: ', rounded to the step' }

function ruleWords(row: CompiledPriceRow, tax: Words): Words {
  const { costFen, beforeFen, settlementFen, exactFen } = row
  const [cost, fen, margin] = [yuan(costFen), yuan(settlementFen), percent(row.marginBps)]
  const price = { zh: `${fen}${tax.zh}`, en: `${fen}${tax.en}` }
  const rounded = stepped(exactFen ?? 0, settlementFen ?? 0)
  switch (row.rule) {
    case 'wear':
      return {
        zh: `易损件:成本 ${cost} 加成 ${margin}${rounded.zh},为 ${price.zh}`,
        en: `wear part: cost ${cost} plus ${margin}${rounded.en}: ${price.en}`,
      }
    case 'standard':
      return {
        zh: `标准件:成本 ${cost} 加成 ${margin}${rounded.zh},为 ${price.zh}`,
        en: `standard part: cost ${cost} plus ${margin}${rounded.en}: ${price.en}`,
      }
    case 'manual':
      return { zh: `手工定价 ${price.zh},重新编制时保留`, en: `set by hand at ${price.en}, kept when compiled again` }
    case 'kept':
      return { zh: `没有成本,沿用上版价格 ${price.zh}`, en: `no cost is known; the price before, ${price.en}, is kept` }
    case 'costAboveCorridor':
      return {
        zh: `成本 ${cost} 已超出上版价格 ${yuan(beforeFen)} 的涨跌幅,按成本定价 ${price.zh},须申请例外`,
        en: `cost ${cost} has outrun the corridor of the price before, ${yuan(beforeFen)}; priced at cost, ${price.en}: needs an exception`,
      }
    case 'unpriced':
      return { zh: '没有成本也没有上版价格,不定价', en: 'neither a cost nor a price before: not priced' }
    default:
      return moduleWords(row, price, margin)
  }
}

function moduleWords({ models, beforeFen, targetFen }: CompiledPriceRow, price: Words, margin: string): Words {
  const target = {
    zh: `模块:目标 ${yuan(targetFen)}(${beforeFen === null ? `新配件,成本加成 ${margin}` : '上版价格'})`,
    en: `module: target ${yuan(targetFen)} (${beforeFen === null ? `new, cost plus ${margin}` : 'the price before'})`,
  }
  if (models === 0)
    return {
      zh: `${target.zh},不在任何机型的服务BOM中,为 ${price.zh}`,
      en: `${target.en}, on no service BOM: ${price.en}`,
    }
  return {
    zh: `${target.zh},用于 ${models} 个机型,按双倍原则解得 ${price.zh}`,
    en: `${target.en}, used by ${models} ${models === 1 ? 'model' : 'models'}, solved by the double rule to ${price.en}`,
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
    familyLow: {
      zh: `所在族 ${other} 的平均涨跌幅已到下限`,
      en: `its family, ${other}, is at the lower end of its corridor`,
    },
    familyHigh: {
      zh: `所在族 ${other} 的平均涨跌幅已到上限`,
      en: `its family, ${other}, is at the upper end of its corridor`,
    },
    likeHigh: { zh: `受相似件或替换件 ${other} 约束`, en: `held by its like part or successor ${other}` },
  }
  return boundBy === null ? undefined : words[boundBy]
}

function guideWords({ guideFen, guideBps, guideBoundBy }: CompiledPriceRow, tax: Words): Words | undefined {
  if (guideFen === null) return undefined
  const fen = { zh: `${yuan(guideFen)}${tax.zh}`, en: `${yuan(guideFen)}${tax.en}` }
  if (guideBoundBy === 'manual')
    return { zh: `市场指导价手工定为 ${fen.zh}`, en: `guide price set by hand at ${fen.en}` }
  const bound = {
    corridorLow: { zh: ',不低于涨跌幅下限', en: ', not below its own corridor' },
    corridorHigh: { zh: ',不高于涨跌幅上限', en: ', not above its own corridor' },
    familyLow: { zh: ',使所在族的平均涨跌幅不低于下限', en: ', held up by the corridor of its family' },
    familyHigh: { zh: ',使所在族的平均涨跌幅不高于上限', en: ', held down by the corridor of its family' },
    settlement: { zh: ',不低于结算价', en: ', not below the settlement price' },
    none: { zh: '', en: '' },
  }[guideBoundBy ?? 'none']
  return {
    zh: `市场指导价 = 结算价 × ${percent(guideBps)},取整${bound.zh},为 ${fen.zh}`,
    en: `guide price = settlement × ${percent(guideBps)}, to the step${bound.en}: ${fen.en}`,
  }
}
