import { amountInWords, dateOf, fen, formatYuan, Html, html } from '@partline/kernel'
import type * as z from 'zod'
import type { QuoteView } from './inputs.ts'
import { QUOTE_PAGE_STYLE } from './quote-page-style.ts'
import type { QuoteStatus } from './quote-status.ts'

type View = z.output<typeof QuoteView>

/** The names at the head of the page. */
export type Letterhead = { brand: string; channel: string }

/** Nothing may load or run in the page; only its own style applies. */
export const QUOTE_PAGE_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const STATUS_WORDS: Record<QuoteStatus, string> = {
  draft: '草稿(未发出)',
  issued: '',
  superseded: '已被新版替代',
  expired: '已过有效期',
  ordered: '已下单',
  accepted: '已接受',
  declined: '已拒绝',
  withdrawn: '已撤回',
}

const FREIGHT_WORDS = { included: '已含,不另收', charged: '收取', advanced: '代垫' } as const

/** A quote as a Chinese A4 page, complete in itself (Q4, §8.3.1): totals with the amount in words, room to sign. */
export function quotePage(quote: View, head: Letterhead): string {
  const title = `配件报价单 ${quote.number ?? ''}`.trim()
  return html`<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>${title}</title><style>${new Html(QUOTE_PAGE_STYLE)}</style></head>
<body>
<header><p class="brand">${head.brand}</p><h1>配件报价单</h1><p class="status">${STATUS_WORDS[quote.status]}</p></header>
${parties(quote, head)}
${table(quote)}
${totals(quote)}
<footer><div>报价方(签章):<span></span>日期:<span></span></div><div>客户(签章):<span></span>日期:<span></span></div></footer>
</body>
</html>
`.text
}

function parties(quote: View, head: Letterhead): Html {
  const toUser = quote.customer !== null
  const customer = quote.customer ? `${quote.customer.name} ${quote.customer.phone}` : head.channel
  return html`<dl>
<dt>报价单号</dt><dd>${quote.number ?? '—'}</dd>
<dt>报价日期</dt><dd>${quote.issuedAt === null ? '—' : dateOf(Date.parse(quote.issuedAt))}</dd>
<dt>报价方</dt><dd>${toUser ? head.channel : head.brand}</dd>
<dt>客户</dt><dd>${customer}</dd>
<dt>有效期至</dt><dd>${quote.validUntilOn}(含当日)</dd>
<dt>定价方式</dt><dd>${quote.taxBasis === 'net' ? '不含税价' : '含税价'}</dd>
</dl>`
}

const HEADINGS = '序号 图号 名称 单位 数量 不含税单价 含税单价 不含税金额 税率 税额 价税合计'.split(' ')

function table(quote: View): Html {
  const lines = quote.lines.map(
    (line) => html`<tr><td>${line.n}</td><td class="text">${line.partNumber}</td><td class="text">${line.names.zh}</td>
<td>${line.unit}</td><td>${line.quantity}</td><td>${yuan(line.unitNetFen)}</td><td>${yuan(line.unitGrossFen)}</td>
<td>${yuan(line.netFen)}</td><td>${percent(line.taxRateBps)}</td><td>${yuan(line.taxFen)}</td><td>${yuan(line.grossFen)}</td></tr>
`,
  )
  return html`<table>
<thead><tr>${HEADINGS.map((heading) => html`<th>${heading}</th>`)}</tr></thead>
<tbody>${lines}</tbody>
<tfoot>${sumRow('配件小计', quote.goods, '')}${freightRow(quote)}${sumRow('合计', totalOf(quote), '')}</tfoot>
</table>`
}

type Taxed = { netFen: number; taxFen: number; grossFen: number }

const totalOf = (quote: View): Taxed => ({
  netFen: quote.totalNetFen,
  taxFen: quote.totalTaxFen,
  grossFen: quote.totalGrossFen,
})

const sumRow = (name: string, sum: Taxed, rate: string): Html =>
  html`<tr><th colspan="7">${name}</th><td>${yuan(sum.netFen)}</td><td>${rate}</td><td>${yuan(sum.taxFen)}</td><td>${yuan(sum.grossFen)}</td></tr>
`

const freightRow = ({ freight }: View): Html =>
  sumRow(
    `物流费用(${FREIGHT_WORDS[freight.mode]})`,
    freight,
    freight.mode === 'charged' ? percent(freight.taxRateBps) : '',
  )

function totals(quote: View): Html {
  const reason = quote.freight.reason === null ? '' : html`<p>物流费用说明:${quote.freight.reason}</p>`
  const note = quote.note === '' ? '' : html`<p class="note">备注:${quote.note}</p>`
  return html`<section>
<p class="total">价税合计(大写)<span class="words">${amountInWords(fen(quote.totalGrossFen))}</span> 小写 ${yuan(quote.totalGrossFen)}</p>
${reason}${note}
</section>`
}

const yuan = (amount: number) => formatYuan(fen(amount))

const percent = (bps: number) => `${bps / 100}%`
