import { writeFileSync } from 'node:fs'
import { chooseExcerpt, loadCatalogue } from './excerpt.ts'
import { listUntranslated } from './translate.ts'

const rows = loadCatalogue()
const excerpt = chooseExcerpt(rows)
const rest = listUntranslated(excerpt)
const share = (count: number, of: number) => `${((100 * (of - count)) / of).toFixed(1)} %`

const lines = [
  '# Rows without a Chinese name',
  '',
  'Written by `node test/demo/catalogue/list-untranslated.ts`. A row is here because the term table lacks a word of',
  'its name, or because its name is nothing but codes; it keeps its English name alone.',
  '',
  `Excerpt: ${excerpt.length} rows, ${rest.length} without a Chinese name: ${share(rest.length, excerpt.length)} have one.`,
  `Whole catalogue, most of whose names are cut short: ${share(listUntranslated(rows).length, rows.length)} have one.`,
  '',
  ...rest.map(
    ({ row, missing }) => `- \`${row.number}\` \`${row.name}\`: ${missing.map((word) => `\`${word}\``).join(', ')}`,
  ),
]
writeFileSync(new URL('./untranslated.md', import.meta.url), `${lines.join('\n')}\n`)
