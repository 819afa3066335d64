import { type FieldError, partKey, type Words } from '@partline/kernel'

/** Why a part cannot be quoted. */
export type Refusal = {
  requestedNumber: string
  reason: 'unknown' | 'core' | 'notServiceable' | 'notInBook' | 'superseded'
  successor?: string
}

const WORDS: Record<Exclude<Refusal['reason'], 'superseded'>, Words> = {
  unknown: { zh: '没有这个配件:请核对图号', en: 'There is no such part; check the number' },
  core: { zh: '核心件不流通、没有价格:请从报价单中删除', en: 'A core part is not sold and has no price; remove it' },
  notServiceable: {
    zh: '该配件不作为服务件供应:请从报价单中删除',
    en: 'The part is not supplied for service; remove it',
  },
  notInBook: {
    zh: '该配件尚无价格:请联系总部配件价格管理员',
    en: "The part has no price yet; ask HQ's parts and price manager",
  },
}

/** One error per refused line, in the order of the lines, each saying what to do. */
export function refusedLineErrors(
  lines: readonly { partNumber: string }[],
  refusals: readonly Refusal[],
): FieldError[] {
  const byNumber = new Map(refusals.map((refusal) => [refusal.requestedNumber, refusal]))
  return lines.flatMap((line, n) => {
    const refusal = byNumber.get(line.partNumber)
    return refusal ? [{ pointer: `/lines/${n}/partNumber`, code: refusal.reason, message: wordsOf(refusal) }] : []
  })
}

/** One error per line whose part an earlier line has already, however it is spelled (P1). */
export function repeatedLineErrors(lines: readonly { partNumber: string }[]): FieldError[] {
  const first = new Map<string, number>()
  return lines.flatMap((line, n) => {
    const key = partKey(line.partNumber) ?? line.partNumber
    const earlier = first.get(key)
    if (earlier === undefined) {
      first.set(key, n)
      return []
    }
    return [{ pointer: `/lines/${n}/partNumber`, code: 'repeated', message: repeatedWords(earlier + 1) }]
  })
}

const repeatedWords = (line: number): Words => ({
  zh: `该配件已在第 ${line} 行:请合并数量`,
  en: `The part is already on line ${line}; add the quantities up`,
})

function wordsOf(refusal: Refusal): Words {
  if (refusal.reason !== 'superseded') return WORDS[refusal.reason]
  const { successor } = refusal
  if (successor === undefined) return { zh: '该配件已被替代', en: 'The part has been superseded' }
  return {
    zh: `该配件已被 ${successor} 替代:请改用新件`,
    en: `The part has been superseded by ${successor}; quote that`,
  }
}
