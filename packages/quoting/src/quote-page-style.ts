/** The whole style of the printed quote; A4, black on white. */
export const QUOTE_PAGE_STYLE = `
@page { size: A4; margin: 14mm 12mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 186mm; color: #000; font: 9pt/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", SimSun, sans-serif }
header { text-align: center; position: relative }
h1 { margin: 0 0 4mm; font-size: 16pt; letter-spacing: 4pt }
.brand { margin: 0; font-size: 11pt }
.status { position: absolute; top: 0; right: 0; margin: 0; font-weight: bold }
dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 1mm 3mm; margin: 0 0 4mm }
dt { font-weight: bold }
dd { margin: 0; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse; font-size: 7.5pt; font-variant-numeric: tabular-nums }
th, td { border: .2mm solid #000; padding: .6mm 1mm; text-align: right; overflow-wrap: anywhere }
thead th { text-align: center }
tfoot th { text-align: left }
td.text { text-align: left }
thead { display: table-header-group }
tfoot { display: table-row-group }
tr { break-inside: avoid }
.total { font-weight: bold; font-size: 10pt }
.words { margin: 0 4mm }
.note { white-space: pre-wrap; overflow-wrap: anywhere }
footer { display: flex; justify-content: space-between; margin-top: 14mm; break-inside: avoid }
footer span { display: inline-block; width: 26mm; border-bottom: .2mm solid #000 }
`
