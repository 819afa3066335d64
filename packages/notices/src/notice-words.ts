import type { Words } from '@partline/kernel'
import type { NoticeFacts, NoticeParams } from './notice-kinds.ts'

export type NoticeWords = { title: Words; text: Words }

const BOOKS: Record<NoticeParams['priceChange']['book'], Words> = {
  guide: { zh: '市场指导价目表', en: 'market guide price book' },
  settlement: { zh: '结算价目表', en: 'settlement price book' },
}

const QUOTES: Record<NoticeParams['quoteIssued']['quoteKind'], Words> = {
  purchase: { zh: '采购报价单', en: 'purchase quote' },
  user: { zh: '用户报价单', en: 'user quote' },
}

const ACCOUNT: Record<NoticeParams['accountChanged']['what'], Words> = {
  passwordChanged: { zh: '您的密码已修改', en: 'Your password was changed' },
  passwordReset: { zh: '您的密码已重置', en: 'Your password was reset' },
  secondFactorOn: { zh: '您的账号已开启两步验证', en: 'Two-step sign-in was turned on for your account' },
  secondFactorOff: { zh: '您的账号已关闭两步验证', en: 'Two-step sign-in was turned off for your account' },
}

const say = (zh: string, en: string): Words => ({ zh, en })

/** How many parts change: of those a channel quoted within a year, or of the whole book when it is told to HQ. */
function partsChanged(parts: number | null, channel: boolean): Words {
  if (parts === null) return say('', '')
  return channel
    ? say(
        `贵渠道近 12 个月采购或报价过的配件中有 ${parts} 种变动。`,
        ` ${parts} of the parts you bought or quoted in the last 12 months change.`,
      )
    : say(`共 ${parts} 种配件变动。`, ` ${parts} parts change.`)
}

/** A notice in both languages, made when it is read. `toChannel`: told to a channel's people rather than HQ's. */
export function noticeWords(facts: NoticeFacts, toChannel: boolean): NoticeWords {
  const { channel = '' } = facts.params
  switch (facts.kind) {
    case 'priceChange':
    case 'priceWithdrawn':
      return priceWords(facts, toChannel)
    case 'approvalWaiting': {
      const { book, number, effectiveOn } = facts.params
      return {
        title: say(
          `${BOOKS[book].zh}第 ${number} 版待审批`,
          `Version ${number} of the ${BOOKS[book].en} awaits approval`,
        ),
        text: say(`拟于 ${effectiveOn} 生效,请审批。`, `It is to take effect on ${effectiveOn}. Please review it.`),
      }
    }
    case 'quoteIssued':
    case 'quoteExpiring':
      return quoteWords(facts, channel)
    case 'orderHeld':
      return {
        title: say(`订单 ${facts.params.number} 已暂缓`, `Order ${facts.params.number} is held`),
        text: say('订单没有丢失,处理后继续执行。', 'The order is not lost; it goes on once this is settled.'),
      }
    case 'statementReady':
    case 'statementDisputed':
      return statementWords(facts, channel)
    case 'signedInFromNewDevice':
      return {
        title: say('您的账号在新设备上登录', 'Your account was used on a new device'),
        text: say(
          `设备:${facts.params.device},时间:${facts.params.signedInAt}。若非本人操作,请立即修改密码。`,
          `Device: ${facts.params.device}, at ${facts.params.signedInAt}. If this was not you, change your password now.`,
        ),
      }
    case 'accountChanged':
      return {
        title: ACCOUNT[facts.params.what],
        text: say(
          `时间:${facts.params.changedAt}。若非本人操作,请立即联系管理员。`,
          `At ${facts.params.changedAt}. If this was not you, tell your administrator now.`,
        ),
      }
    case 'webhookDisabled': {
      const { host } = facts.params
      return {
        title: say(`接收地址 ${host} 已停用`, `The webhook endpoint at ${host} has been disabled`),
        text: say('投递一直失败,修复后请重新启用。', 'Deliveries kept failing. Enable it again once it is repaired.'),
      }
    }
    case 'importFinished': {
      const { fileName, done, rejected } = facts.params
      return {
        title: say(`导入完成:${fileName}`, `Import finished: ${fileName}`),
        text: say(`写入 ${done} 行,拒绝 ${rejected} 行。`, `${done} rows written, ${rejected} rejected.`),
      }
    }
  }
}

function priceWords(facts: NoticeFacts<'priceChange' | 'priceWithdrawn'>, toChannel: boolean): NoticeWords {
  const book = BOOKS[facts.params.book]
  const { number } = facts.params
  const parts = partsChanged(facts.params.parts, toChannel)
  if (facts.kind === 'priceWithdrawn')
    return {
      title: say(`${book.zh}第 ${number} 版已撤回`, `Version ${number} of the ${book.en} has been withdrawn`),
      text: say(`价格已恢复为上一版。${parts.zh}`, `The version before it is in force again.${parts.en}`),
    }
  const { effectiveOn } = facts.params
  return {
    title: say(`${book.zh}将于 ${effectiveOn} 调整`, `The ${book.en} changes on ${effectiveOn}`),
    text: say(
      `第 ${number} 版自 ${effectiveOn} 起生效。${parts.zh}`,
      `Version ${number} takes effect on ${effectiveOn}.${parts.en}`,
    ),
  }
}

function quoteWords({ kind, params }: NoticeFacts<'quoteIssued' | 'quoteExpiring'>, channel: string): NoticeWords {
  const quote = QUOTES[params.quoteKind]
  const { number, validUntilOn } = params
  const from = channel === '' ? say('', '') : say(`(${channel})`, ` (${channel})`)
  const text = say(`有效期至 ${validUntilOn}(含当日)。`, `It is valid through ${validUntilOn}.`)
  return kind === 'quoteIssued'
    ? {
        title: say(`${quote.zh} ${number} 已发出${from.zh}`, `The ${quote.en} ${number} has been issued${from.en}`),
        text,
      }
    : {
        title: say(
          `${quote.zh} ${number} 即将到期${from.zh}`,
          `The ${quote.en} ${number} is about to expire${from.en}`,
        ),
        text,
      }
}

function statementWords(
  { kind, params }: NoticeFacts<'statementReady' | 'statementDisputed'>,
  channel: string,
): NoticeWords {
  const { number, month } = params
  return kind === 'statementReady'
    ? {
        title: say(`${month} 对账单已生成`, `The statement of ${month} is ready`),
        text: say(`对账单 ${number} 可以核对了。`, `Statement ${number} can be checked.`),
      }
    : {
        title: say(`对账单 ${number} 有异议`, `Statement ${number} is disputed`),
        text: say(`${channel} 对 ${month} 对账单提出异议,请处理。`, `${channel} disputes the statement of ${month}.`),
      }
}
