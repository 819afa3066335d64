import { expect, test } from 'vitest'
import { quotePage } from './quote-page.ts'

type View = Parameters<typeof quotePage>[0]
const head = { brand: '海川重工', channel: '上海申通' }

const quote = (part: Partial<View> = {}): View => ({
  id: 'quo_1',
  channelId: 'chn_1',
  kind: 'purchase',
  number: 'Q202611-0001',
  status: 'issued',
  revision: 1,
  revisions: [],
  customer: null,
  taxBasis: 'net',
  priceVersionId: 'pbv_1',
  goods: { netFen: 20_000, taxFen: 2_600, grossFen: 22_600 },
  freight: {
    mode: 'charged',
    source: 'manual',
    reason: '加急',
    taxRateBps: 900,
    netFen: 1_000,
    taxFen: 90,
    grossFen: 1_090,
  },
  totalNetFen: 21_000,
  totalTaxFen: 2_690,
  totalGrossFen: 23_690,
  weightG: 1_000,
  validUntilOn: '2026-12-08',
  note: '',
  createdAt: '2026-11-22T16:00:00.000Z',
  createdBy: 'per_1',
  issuedAt: '2026-11-22T16:00:00.000Z',
  decidedAt: null,
  decidedBy: null,
  decisionReason: null,
  version: 2,
  lines: [
    {
      n: 1,
      partNumber: 'A-1',
      names: { zh: '轴承', en: 'BEARING' },
      unit: '件',
      quantity: 2,
      unitNetFen: 10_000,
      unitGrossFen: 11_300,
      taxRateBps: 1_300,
      netFen: 20_000,
      taxFen: 2_600,
      grossFen: 22_600,
      weightG: 1_000,
    },
  ],
  ...part,
})

test('the page carries brand, channel, number, dates, lines, freight, totals, words and room to sign', () => {
  const page = quotePage(quote(), head)
  for (const text of [
    '海川重工',
    '上海申通',
    'Q202611-0001',
    '2026-11-23',
    '2026-12-08',
    '轴承',
    '¥100.00',
    '13%',
    '¥26.00',
    '¥226.00',
    '物流费用(收取)',
    '加急',
    '¥10.90',
    '¥236.90',
    '人民币贰佰叁拾陆元玖角',
    '签章',
  ])
    expect(page).toContain(text)
})

test('the amount in words is right where it is easily wrong', () => {
  const inWords = (totalGrossFen: number) =>
    /class="words">([^<]+)</.exec(quotePage(quote({ totalGrossFen }), head))?.[1]
  expect(inWords(10_000_000)).toBe('人民币壹拾万元整')
  expect(inWords(10_700_053)).toBe('人民币壹拾万柒仟元零伍角叁分')
  expect(inWords(5)).toBe('人民币伍分')
  expect(inWords(168_032)).toBe('人民币壹仟陆佰捌拾元零叁角贰分')
  expect(inWords(1_640_902)).toBe('人民币壹万陆仟肆佰零玖元零贰分')
})

test('text people typed is shown as text and can do nothing', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='x'>&amp;`
  const [line] = quote().lines
  const page = quotePage(
    quote({
      note: evil,
      customer: { name: evil, phone: evil },
      freight: { ...quote().freight, reason: evil },
      lines: line ? [{ ...line, partNumber: evil, names: { zh: evil, en: evil }, unit: evil }] : [],
    }),
    { brand: evil, channel: evil },
  )
  expect(page).not.toContain('<script')
  expect(page).not.toContain('<img')
  expect(page.split('&quot;&gt;&lt;script&gt;').length - 1).toBe(9)
  expect(page).toContain('&amp;amp;')
})

test('the page loads nothing from anywhere', () => {
  expect(quotePage(quote(), head)).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|https?:|\s(src|href|on\w+)=/i)
})

test("an end user's page names the channel as seller, the user as customer, and says nothing of HQ's own terms", () => {
  const page = quotePage(quote({ kind: 'user', customer: { name: '王师傅', phone: '13800000000' } }), head)
  expect(page).toMatch(/<dt>报价方<\/dt><dd>上海申通<\/dd>/)
  expect(page).toContain('<dt>客户</dt><dd>王师傅 13800000000</dd>')
  expect(page).not.toMatch(/settlement|结算|purchase/i)
})

test('a draft and an expired quote say so', () => {
  expect(quotePage(quote({ status: 'draft', number: null, issuedAt: null }), head)).toContain('草稿(未发出)')
  expect(quotePage(quote({ status: 'expired' }), head)).toContain('已过有效期')
})
