import { addMonths, firstDay } from '@partline/kernel'
import type { Brand } from './brand.ts'
import { csvOf, yuanOf } from './csv.ts'
import type { Desk } from './desk.ts'
import { importFile } from './imports.ts'
import type { DemoPart } from './request.ts'

type Staff = Brand['hq']
type Draft = { book: 'guide' | 'settlement'; note: string; effectiveOn: string; taxBasis: 'net' | 'gross' }
type Rows = (string | number)[][]

const MONTHS_UNTIL_CHANGE = 7

/** Parts that have prices. */
export const listedParts = (parts: readonly DemoPart[]) => parts.filter((part) => part.listed)

/** The day of the year's price change: the first of the eighth month. */
export const changeDay = (from: string) => firstDay(addMonths(from.slice(0, 7), MONTHS_UNTIL_CHANGE))

/** The first books: guide prices with tax, and what a channel pays as a share of them by grade (§8.2.2 c). */
export async function publishFirstBooks(desk: Desk, hq: Staff, parts: readonly DemoPart[]): Promise<void> {
  const draft = { note: '年度首版', effectiveOn: desk.from }
  await publish(desk, hq, { ...draft, book: 'guide', taxBasis: 'gross' }, { rows: guideRows(parts, 1) })
  const discounts = [
    { grade: 'A', discountBps: 6_600 },
    { grade: 'B', discountBps: 6_900 },
    { grade: 'C', discountBps: 7_200 },
  ]
  await publish(desk, hq, { ...draft, book: 'settlement', taxBasis: 'net' }, { discounts })
}

/** The change in mid-year: guide prices rise by 3 %, and the settlement book gets a price per part (§8.2.2 b). */
export async function publishPriceChange(desk: Desk, hq: Staff, parts: readonly DemoPart[]): Promise<void> {
  const draft = { note: '年中调价', effectiveOn: changeDay(desk.from) }
  await publish(desk, hq, { ...draft, book: 'guide', taxBasis: 'gross' }, { rows: guideRows(parts, 1.03) })
  await publish(desk, hq, { ...draft, book: 'settlement', taxBasis: 'net' }, { rows: settlementRows(parts) })
}

function guideRows(parts: readonly DemoPart[], factor: number): Rows {
  const price = (netFen: number) => Math.max(10, Math.round((netFen * factor * 1.13) / 10) * 10)
  return parts.map(({ number, facts }) => [number, yuanOf(price(facts.guideNetFen ?? 0))])
}

/** One price for every grade, and a lower one for grade A, a higher one for grade C. */
function settlementRows(parts: readonly DemoPart[]): Rows {
  return parts.flatMap(({ number, facts }) => {
    const fen = facts.settlementNetFen ?? 0
    const at = (percent: number) => yuanOf(Math.max(1, Math.round((fen * percent) / 100)))
    return [
      [number, at(100), ''],
      [number, at(97), 'A'],
      [number, at(104), 'C'],
    ]
  })
}

/** The price manager drafts and hands in; the service director approves. */
async function publish(
  desk: Desk,
  hq: Staff,
  { book, note, effectiveOn, taxBasis }: Draft,
  content: { rows: Rows } | { discounts: object[] },
): Promise<void> {
  const manager = hq.priceManager.apiKey
  const versions = `/v1/price-books/${book}/versions`
  const method = 'rows' in content ? { method: 'entries' } : { method: 'discount', discounts: content.discounts }
  const body = { taxBasis, note, ...method }
  const { id } = await desk.send<{ id: string }>('POST', versions, { as: manager, body, expect: 201 })
  if ('rows' in content) {
    const header = ['part_number', 'price', 'grade'].slice(0, content.rows[0]?.length)
    const csv = csvOf([header, ...content.rows])
    await importFile(desk, manager, { kind: 'prices', fileName: `${book}.csv`, versionId: id, csv })
  }
  await desk.send('POST', `${versions}/${id}/submit`, { as: manager, body: { effectiveOn }, expect: 200 })
  desk.world.pass(60_000)
  await desk.send('POST', `${versions}/${id}/approve`, { as: hq.serviceDirector.apiKey, expect: 200 })
}
