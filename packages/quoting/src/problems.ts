import { defineProblem } from '@partline/kernel'

export const hqQuotesChannelsOnly = defineProblem('forbidden', 'hq-quotes-channels-only', {
  zh: '总部只向渠道报价,不直接向用户报价:越过渠道报价容易引发服务质量投诉,请由渠道按市场指导价报价(§8.3.2.1)',
  en: 'HQ quotes to channels only: quoting end users directly breeds complaints about service; let the channel quote at the market guide price (§8.3.2.1)',
})

export const linesRefused = defineProblem('invalid', 'lines-refused', {
  zh: '部分配件不能报价',
  en: 'Some parts cannot be quoted',
})

export const freightZoneUnknown = defineProblem('invalid', 'freight-zone-unknown', {
  zh: '该渠道所在区域没有运费标准:请改用手工运费(source 填 manual),并填写金额和原因',
  en: "There is no freight tariff for the channel's zone: give a manual amount (source manual) with a reason",
})

export const quoteTooLarge = defineProblem('invalid', 'quote-too-large', {
  zh: '报价金额或重量超出系统可处理的范围:请减少数量或分单报价',
  en: 'The quote is beyond what the system can hold: lower the quantities or split it',
})

export const quoteStatusRefused = defineProblem('conflict', 'quote-status-refused', {
  zh: '报价单当前状态不允许这个操作',
  en: "The quote's present status does not allow this",
})

export const quoteExpired = defineProblem('conflict', 'quote-expired', {
  zh: '报价单已过有效期:草稿请重新保存以更新价格,已发出的请重新报价',
  en: 'The quote is past its validity: save a draft again to price it anew, or make a new quote',
})

export const channelNotActive = defineProblem('conflict', 'channel-not-active', {
  zh: '渠道当前不是正常状态,不能办理业务',
  en: 'The channel is not active, so it can do no business',
})

export const revisionOpen = defineProblem('conflict', 'revision-open', {
  zh: '该报价单已有一份修订草稿:请修改或删除那份草稿',
  en: 'A draft revision of this quote exists already: change that one, or discard it',
})

export const notLatestRevision = defineProblem('conflict', 'revision-outdated', {
  zh: '原报价单已下单或已接受,不能再发出修订',
  en: 'The quote this revises has been ordered or accepted, so no revision of it can be issued',
})
