import { fen, formatYuan, Html, html, type Locale, type Words } from '@partline/kernel'
import type * as z from 'zod'
import { GATE_WORDS } from './gate.ts'
import type { ReportView } from './gate-inputs.ts'
import { CLASS_WORDS, PAGE_WORDS, REPORT_PAGE_STYLE } from './report-page-words.ts'

type Report = z.output<typeof ReportView>
type Say = (words: Words) => string

/** Nothing may load or run in the page; only its own style applies. */
export const REPORT_PAGE_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A version's report as an A4 page, complete in itself, in either language (P9); `day` is the Shanghai day it speaks of. */
export function reportPage(report: Report, day: string, locale: Locale): string {
  const say: Say = (words) => words[locale]
  const title = `${say(PAGE_WORDS.title)} ${say(PAGE_WORDS[report.book])} ${report.number}`
  return html`<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><title>${title}</title><style>${new Html(REPORT_PAGE_STYLE)}</style></head>
<body>
<header><h1>${title}</h1></header>
${head(report, day, say)}
${gates(report, say)}
${figures(report, say)}
${margins(report, say)}
${movers(PAGE_WORDS.up, report.up, say)}
${movers(PAGE_WORDS.down, report.down, say)}
${outliers(report, say)}
</body>
</html>
`.text
}

function head(report: Report, day: string, say: Say): Html {
  const state = report.frozen ? PAGE_WORDS.frozen : PAGE_WORDS.live
  return html`<dl>
<dt>${say(PAGE_WORDS.effectiveOn)}</dt><dd>${report.effectiveOn ?? '—'}</dd>
<dt>${say(PAGE_WORDS.day)}</dt><dd>${day}</dd>
<dt>${say(PAGE_WORDS.policy)}</dt><dd>${report.policySeq ?? '—'}</dd>
<dt>${say(PAGE_WORDS.state)}</dt><dd>${say(state)}</dd>
</dl>`
}

const table = (
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  kind: '' | 'names' = '',
): Html =>
  html`<table class="${kind}"><caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th>${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`

const gates = (report: Report, say: Say): Html =>
  table(
    say(PAGE_WORDS.gates),
    [PAGE_WORDS.gate, PAGE_WORDS.found, PAGE_WORDS.excepted, PAGE_WORDS.open].map(say),
    report.gates.map((each) => [say(GATE_WORDS[each.gate]), each.found, each.excepted, each.open]),
  )

function figures({ prices, ratios, aboveGuide }: Report, say: Say): Html {
  const parts = (['priced', 'core', 'notServiceable', 'noCost', 'notInBook'] as const).map((why): [string, number] => [
    say(PAGE_WORDS[why]),
    prices[why],
  ])
  const spread = [ratios.minPpm, ratios.medianPpm, ratios.averagePpm, ratios.maxPpm].map(percent).join(' / ')
  return table(say(PAGE_WORDS.figures), [PAGE_WORDS.figure, PAGE_WORDS.value].map(say), [
    ...parts,
    [say(PAGE_WORDS.models), ratios.models],
    [say(PAGE_WORDS.outside), ratios.outside],
    [say(PAGE_WORDS.spread), spread],
    [say(PAGE_WORDS.aboveGuide), aboveGuide],
  ])
}

const margins = (report: Report, say: Say): Html =>
  report.margins.length === 0
    ? html``
    : table(
        say(PAGE_WORDS.margins),
        [
          PAGE_WORDS.class,
          PAGE_WORDS.parts,
          PAGE_WORDS.lowest,
          PAGE_WORDS.average,
          PAGE_WORDS.highest,
          PAGE_WORDS.cap,
          PAGE_WORDS.aboveCap,
        ].map(say),
        report.margins.map((each) => [
          say(CLASS_WORDS[each.class] ?? { zh: each.class, en: each.class }),
          each.parts,
          ...[each.minBps, each.averageBps, each.maxBps, each.capBps].map(ofBps),
          each.aboveCap,
        ]),
      )

const movers = (caption: Words, list: Report['up'], say: Say): Html =>
  table(
    say(caption),
    [PAGE_WORDS.part, PAGE_WORDS.name, PAGE_WORDS.before, PAGE_WORDS.after, PAGE_WORDS.change].map(say),
    list.map((each) => [
      each.grade === null ? each.partNumber : `${each.partNumber} (${each.grade})`,
      say(each.names),
      yuan(each.beforeFen),
      yuan(each.afterFen),
      percent(each.changePpm),
    ]),
    'names',
  )

const outliers = (report: Report, say: Say): Html =>
  table(
    say(PAGE_WORDS.outliers),
    [PAGE_WORDS.part, PAGE_WORDS.other, PAGE_WORDS.measured, PAGE_WORDS.allowed].map(say),
    report.outliers.map((each) => [
      each.item,
      each.other ?? '',
      percent(each.measured),
      `${percent(each.allowedFrom)} – ${percent(each.allowedTo)}`,
    ]),
  )

const yuan = (amount: number) => formatYuan(fen(amount))
const percent = (ppm: number | null) => (ppm === null ? '—' : `${(ppm / 10_000).toFixed(2)}%`)
const ofBps = (bps: number | null) => (bps === null ? '—' : `${(bps / 100).toFixed(2)}%`)
