import { fen, formatYuan, Html, html, type Locale, type Words } from '@partline/kernel'
import type * as z from 'zod'
import { GATE_WORDS } from './gate.ts'
import type { RatioView } from './gate-inputs.ts'
import { CLASS_WORDS, PAGE_WORDS, POLICY_WORDS, REPORT_PAGE_STYLE } from './report-page-words.ts'
import type { Report } from './report-version.ts'

type Ratio = z.output<typeof RatioView>
type Say = (words: Words) => string

/** Nothing may load or run in the page; only its own style applies. */
export const REPORT_PAGE_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * A version's report as an A4 page, complete in itself, in either language (P9), with the ratio of each of these models (P3);
 * `day` is the Shanghai day it speaks of.
 */
export function reportPage(report: Report, models: readonly Ratio[], day: string, locale: Locale): string {
  const say: Say = (words) => words[locale]
  const title = `${say(PAGE_WORDS.title)} ${say(PAGE_WORDS[report.book])} ${report.number}`
  return html`<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><title>${title}</title><style>${new Html(REPORT_PAGE_STYLE)}</style></head>
<body>
<header><h1>${title}</h1></header>
${head(report, day, say)}
${policy(report, say)}
${gates(report, say)}
${figures(report, say)}
${margins(report, say)}
${movers(PAGE_WORDS.up, report.up, say)}
${movers(PAGE_WORDS.down, report.down, say)}
${outliers(report, say)}
${ratios(report, models, say)}
</body>
</html>
`.text
}

function stateOf({ evidence, status }: Report): Words {
  if (evidence === 'now') return status === 'inReview' ? PAGE_WORDS.inReview : PAGE_WORDS.draft
  return PAGE_WORDS[evidence]
}

const head = (report: Report, day: string, say: Say): Html => html`<dl>
<dt>${say(PAGE_WORDS.effectiveOn)}</dt><dd>${report.effectiveOn ?? '—'}</dd>
<dt>${say(PAGE_WORDS.day)}</dt><dd>${day}</dd>
<dt>${say(PAGE_WORDS.policy)}</dt><dd>${report.policySeq ?? '—'}</dd>
<dt>${say(PAGE_WORDS.state)}</dt><dd>${say(stateOf(report))}</dd>
</dl>`

const table = (
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  kind: '' | 'names' | 'names models' = '',
): Html =>
  html`<table class="${kind}"><caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th>${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`

const policy = ({ policyChanges, policyBefore }: Report, say: Say): Html =>
  !policyChanges || policyChanges.length === 0
    ? html``
    : table(
        `${say(PAGE_WORDS.policyChanges)} ${policyBefore ?? '—'}`,
        [PAGE_WORDS.figure, PAGE_WORDS.scope, PAGE_WORDS.was, PAGE_WORDS.is].map(say),
        policyChanges.map(({ field, productLine, family, before, after }) => [
          say(POLICY_WORDS[field] ?? { zh: field, en: field }),
          family ?? (productLine === '' ? say(PAGE_WORDS.everyLine) : (productLine ?? '')),
          ...[before, after].map((value) =>
            field.endsWith('Fen') ? (value === null ? '—' : yuan(value)) : ofBps(value),
          ),
        ]),
        'names',
      )

const gates = (report: Report, say: Say): Html =>
  report.gates
    ? table(
        say(PAGE_WORDS.gates),
        [PAGE_WORDS.gate, PAGE_WORDS.found, PAGE_WORDS.excepted, PAGE_WORDS.open].map(say),
        report.gates.map((each) => [say(GATE_WORDS[each.gate]), each.found, each.excepted, each.open]),
      )
    : html``

function figures({ prices, ratios, aboveGuide }: Report, say: Say): Html {
  if (!prices || !ratios) return html``
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
    [say(PAGE_WORDS.aboveGuide), aboveGuide ?? 0],
  ])
}

const margins = ({ margins: list }: Report, say: Say): Html =>
  !list || list.length === 0
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
        list.map((each) => [
          say(CLASS_WORDS[each.class] ?? { zh: each.class, en: each.class }),
          each.parts,
          ...[each.minBps, each.averageBps, each.maxBps].map(ofBps),
          `${ofBps(each.capBps)}${each.capProductLine ? ` (${each.capProductLine})` : ''}`,
          each.aboveCap,
        ]),
      )

const movers = (caption: Words, list: Report['up'], say: Say): Html =>
  list
    ? table(
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
    : html``

const outliers = (report: Report, say: Say): Html =>
  report.outliers
    ? table(
        say(PAGE_WORDS.outliers),
        [PAGE_WORDS.part, PAGE_WORDS.other, PAGE_WORDS.measured, PAGE_WORDS.allowed].map(say),
        report.outliers.map((each) => [
          each.item,
          each.other ?? '',
          percent(each.measured),
          `${percent(each.allowedFrom)} – ${percent(each.allowedTo)}`,
        ]),
      )
    : html``

function ratios({ ratios: counted }: Report, models: readonly Ratio[], say: Say): Html {
  if (!counted || models.length === 0) return html``
  const { model, name, productLine, dealer, sum, ratio, ratioBefore, allowed, within } = PAGE_WORDS
  return table(
    `${say(PAGE_WORDS.ratios)} (${models.length} / ${counted.models})`,
    [model, name, productLine, dealer, sum, ratio, ratioBefore, allowed, within].map(say),
    models.map((each) => [
      ...[each.modelKey, say(each.names), each.productLine, yuan(each.dealerFen), yuan(each.sumFen)],
      ...[percent(each.ratioPpm), percent(each.beforePpm), `${percent(each.fromPpm)} – ${percent(each.toPpm)}`],
      say(each.within ? PAGE_WORDS.yes : PAGE_WORDS.no),
    ]),
    'names models',
  )
}

const yuan = (amount: number) => formatYuan(fen(amount))
const percent = (ppm: number | null) => (ppm === null ? '—' : `${(ppm / 10_000).toFixed(2)}%`)
const ofBps = (bps: number | null) => (bps === null ? '—' : `${(bps / 100).toFixed(2)}%`)
