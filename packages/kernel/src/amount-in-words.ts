import { type Fen, fen } from './money.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['仟', '佰', '拾', '']
const SECTIONS: [number, string][] = [
  [100_000_000, '亿'],
  [10_000, '万'],
  [1, ''],
]

function sectionInWords(section: number): string {
  let words = ''
  let skipped = false
  for (const [i, digit] of Array.from(String(section).padStart(4, '0'), Number).entries()) {
    if (digit > 0) words += `${skipped ? '零' : ''}${DIGITS[digit]}${PLACES[i]}`
    skipped = digit === 0 && words !== ''
  }
  return words
}

function yuanInWords(yuan: number): string {
  let words = ''
  let skipped = false
  for (const [size, name] of SECTIONS) {
    const section = Math.floor(yuan / size) % 10_000
    const gap = words !== '' && (skipped || section < 1_000)
    if (section > 0) words += `${gap ? '零' : ''}${sectionInWords(section)}${name}`
    skipped = section === 0 && words !== ''
  }
  return words
}

function centsInWords(yuan: number, jiao: number, cent: number): string {
  if (jiao === 0 && cent === 0) return '整'
  const gap = yuan > 0 && (jiao === 0 || yuan % 10 === 0)
  const jiaoWords = jiao > 0 ? `${DIGITS[jiao]}角` : ''
  const centWords = cent > 0 ? `${DIGITS[cent]}分` : ''
  return `${gap ? '零' : ''}${jiaoWords}${centWords}`
}

/**
 * An amount in fen in Chinese financial capitals, such as 人民币壹仟肆佰零玖元伍角; a negative one starts 人民币负.
 * 整 only after whole yuan; 零 before 角 when the yuan end in 0, before 分 when there is no 角
 * (正确填写票据和结算凭证的基本规定). Throws RangeError beyond ±MAX_FEN.
 */
export function amountInWords(amount: Fen): string {
  const size = Math.abs(fen(amount))
  const yuan = Math.floor(size / 100)
  const words = size === 0 ? '零元' : yuan > 0 ? `${yuanInWords(yuan)}元` : ''
  const cents = centsInWords(yuan, Math.floor(size / 10) % 10, size % 10)
  return `人民币${amount < 0 ? '负' : ''}${words}${cents}`
}
