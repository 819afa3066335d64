/** What the printed report says, in both languages. */
export const PAGE_WORDS = {
  title: { zh: '价目表版本报告', en: 'Price book report' },
  guide: { zh: '市场指导价', en: 'market guide' },
  settlement: { zh: '经销商结算价', en: 'dealer settlement' },
  effectiveOn: { zh: '生效日期', en: 'Effective on' },
  day: { zh: '数据日期', en: 'As of' },
  policy: { zh: '定价政策版次', en: 'Price policy' },
  state: { zh: '性质', en: 'State' },
  frozen: { zh: '发布时存证', en: 'evidence kept at publication' },
  notKept: { zh: '发布时尚未存证', en: 'published before evidence was kept' },
  draft: { zh: '草稿,按当前数据检查', en: 'a draft, as it is now' },
  inReview: { zh: '待审,按当前数据检查', en: 'in review, as it is now' },
  policyChanges: {
    zh: '定价政策的变动,相对上一版价目表所依据的政策版次',
    en: 'Changes of the policy since the one of the version before:',
  },
  scope: { zh: '产品线或族', en: 'Product line or family' },
  was: { zh: '变动前', en: 'Before' },
  is: { zh: '变动后', en: 'After' },
  everyLine: { zh: '其余各产品线', en: 'every other line' },
  gates: { zh: '定价规则', en: 'Gates' },
  gate: { zh: '规则', en: 'Gate' },
  found: { zh: '发现', en: 'Found' },
  excepted: { zh: '已批准例外', en: 'Excepted' },
  open: { zh: '未处理', en: 'Open' },
  figures: { zh: '概况', en: 'Figures' },
  figure: { zh: '项目', en: 'Figure' },
  value: { zh: '数值', en: 'Value' },
  priced: { zh: '有价格的配件', en: 'Parts with a price' },
  core: { zh: '无价格:核心件', en: 'Without: core' },
  notServiceable: { zh: '无价格:不可服务', en: 'Without: not serviceable' },
  noCost: { zh: '无价格:无成本', en: 'Without: no cost' },
  notInBook: { zh: '无价格:未列入', en: 'Without: not in the book' },
  models: { zh: '核算机型数', en: 'Models counted' },
  outside: { zh: '超出双倍原则容差的机型数', en: 'Models outside the double rule' },
  spread: { zh: '零整比 最低/中位/平均/最高', en: 'Ratio lowest / median / average / highest' },
  aboveGuide: { zh: '结算价高于指导价的价格数', en: 'Settlement prices above guide' },
  margins: { zh: '各类别加成(对成本)', en: 'Margins by class, on cost' },
  class: { zh: '类别', en: 'Class' },
  parts: { zh: '配件数', en: 'Parts' },
  lowest: { zh: '最低', en: 'Lowest' },
  average: { zh: '平均', en: 'Average' },
  highest: { zh: '最高', en: 'Highest' },
  cap: { zh: '最小上限(产品线)', en: 'Smallest cap (product line)' },
  aboveCap: { zh: '超上限', en: 'Above cap' },
  up: { zh: '涨幅最大', en: 'Biggest rises' },
  down: { zh: '降幅最大', en: 'Biggest falls' },
  part: { zh: '配件号', en: 'Part' },
  name: { zh: '名称', en: 'Name' },
  before: { zh: '变动前(元)', en: 'Before (yuan)' },
  after: { zh: '变动后(元)', en: 'After (yuan)' },
  change: { zh: '变动', en: 'Change' },
  outliers: { zh: '相似件价格比异常', en: 'Outliers among like parts' },
  other: { zh: '比较对象', en: 'Compared with' },
  measured: { zh: '实际比值', en: 'Ratio' },
  allowed: { zh: '允许', en: 'Allowed' },
  ratios: { zh: '各机型零整比', en: 'Ratio by model' },
  model: { zh: '机型', en: 'Model' },
  productLine: { zh: '产品线', en: 'Line' },
  dealer: { zh: '整机经销商结算价(元)', en: 'Dealer price (yuan)' },
  sum: { zh: '配件合计(元)', en: 'Sum of parts (yuan)' },
  ratio: { zh: '零整比', en: 'Ratio' },
  ratioBefore: { zh: '上一版', en: 'Before' },
  within: { zh: '合格', en: 'Within' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'NO' },
} as const

/** The whole style of the printed report; A4, black on white. */
export const REPORT_PAGE_STYLE = `
@page { size: A4; margin: 14mm 12mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 186mm; color: #000; font: 9pt/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", SimSun, sans-serif }
h1 { margin: 0 0 4mm; font-size: 14pt; text-align: center }
dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 1mm 3mm; margin: 0 0 4mm }
dt { font-weight: bold }
dd { margin: 0 }
table { width: 100%; margin: 0 0 5mm; border-collapse: collapse; font-size: 8pt; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: bold; padding: 1mm 0 }
th, td { border: .2mm solid #000; padding: .6mm 1mm; text-align: right; overflow-wrap: anywhere }
th:first-child, td:first-child, .names th:nth-child(2), .names td:nth-child(2) { text-align: left }
thead { display: table-header-group }
.models { break-before: page }
tr { break-inside: avoid }
`

/** The classes of parts (P1). */
export const CLASS_WORDS: Record<string, { zh: string; en: string }> = {
  module: { zh: '模块', en: 'module' },
  wear: { zh: '易损件', en: 'wear part' },
  standard: { zh: '标准件', en: 'standard part' },
}

/** The numbers of the price policy; of a line the last five. */
export const POLICY_WORDS: Record<string, { zh: string; en: string }> = {
  corridorBps: { zh: '涨跌幅', en: 'Corridor' },
  familyCorridorBps: { zh: '族平均涨跌幅', en: 'Corridor of families' },
  likeToleranceBps: { zh: '相似件容差', en: 'Like-part tolerance' },
  supersessionToleranceBps: { zh: '替代前后容差', en: 'Supersession tolerance' },
  settlementStepFen: { zh: '结算价取整(元)', en: 'Settlement step (yuan)' },
  guideStepFen: { zh: '指导价取整(元)', en: 'Guide step (yuan)' },
  guideModuleBps: { zh: '模块指导价倍数', en: 'Guide of modules' },
  guideWearBps: { zh: '易损件指导价倍数', en: 'Guide of wear parts' },
  guideStandardBps: { zh: '标准件指导价倍数', en: 'Guide of standard parts' },
  factorBps: { zh: '零整比倍数', en: 'Factor' },
  toleranceBps: { zh: '零整比容差', en: 'Tolerance of the ratio' },
  moduleMarginBps: { zh: '模块加成', en: 'Margin of modules' },
  wearMarginBps: { zh: '易损件加成上限', en: 'Margin cap of wear parts' },
  standardMarginBps: { zh: '标准件加成上限', en: 'Margin cap of standard parts' },
}
