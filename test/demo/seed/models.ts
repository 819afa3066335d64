import { csvOf, yuanOf } from './csv.ts'
import type { Desk } from './desk.ts'
import { importFile } from './imports.ts'
import type { DemoCars, DemoModel, DemoPart } from './request.ts'

/** Dealer prices are a whole multiple of this, in fen. */
const ROUNDED_TO = 1_000

type Line = { number: string; quantity: number; class: string | null }

/** Product lines, models, what they are built of, how that is served, and what a dealer pays for them (P2, P3). */
export async function buildModels(
  desk: Desk,
  manager: string,
  { lines, models, simplifications }: DemoCars,
  listed: readonly DemoPart[],
): Promise<void> {
  for (const { code, zh, en } of lines)
    await desk.send('PUT', `/v1/product-lines/${code}`, { as: manager, body: { names: { zh, en } }, expect: 200 })
  await importFile(desk, manager, { kind: 'models', fileName: 'models.csv', csv: modelsCsv(models) })
  await importFile(desk, manager, { kind: 'parts', fileName: 'assemblies.csv', csv: assembliesCsv(models) })
  await importFile(desk, manager, { kind: 'engineeringBom', fileName: 'bom.csv', csv: bomCsv(models) })
  for (const { code, number, action, reason } of simplifications) {
    const path = `/v1/models/${code}/simplifications/${encodeURIComponent(number)}`
    desk.world.pass(60_000)
    await desk.send('PUT', path, { as: manager, body: { action, reason }, expect: 200 })
  }
  const prices = new Map(listed.map(({ number, facts }) => [number, facts.settlementNetFen ?? 0]))
  const rows: (string | number)[][] = []
  for (const model of models) rows.push([model.car.code, yuanOf(await dealerPrice(desk, manager, model, prices))])
  const csv = csvOf([['code', 'dealer_price'], ...rows])
  await importFile(desk, manager, { kind: 'models', fileName: 'dealer-prices.csv', csv })
}

/** The model's share of what the parts of a car built today cost a channel. */
async function dealerPrice(
  desk: Desk,
  manager: string,
  { car: { code }, share }: DemoModel,
  prices: ReadonlyMap<string, number>,
): Promise<number> {
  let total = 0
  for (let path: string | null = `/v1/models/${code}/parts?current=true&limit=100`; path; ) {
    const page: { items: Line[]; nextCursor: string | null } = await desk.get(path, manager)
    for (const line of page.items)
      if (line.class !== 'core') total += (prices.get(line.number) ?? 0) * Math.round(line.quantity * 1_000)
    path = page.nextCursor && `/v1/models/${code}/parts?current=true&limit=100&cursor=${page.nextCursor}`
  }
  return Math.max(1, Math.round(((total / 1_000) * share) / ROUNDED_TO)) * ROUNDED_TO
}

function modelsCsv(models: readonly DemoModel[]): string {
  const header = ['code', 'name_zh', 'name_en', 'product_line']
  return csvOf([header, ...models.map(({ car }) => [car.code, car.zh, car.en, car.line])])
}

function assembliesCsv(models: readonly DemoModel[]): string {
  const header = ['part_number', 'name_zh', 'name_en', 'class', 'unit', 'serviceable']
  const all = new Map(models.flatMap((model) => model.assemblies.map((each) => [each.number, each])))
  const rows = [...all.values()].map((each) => [each.number, each.nameZh, each.nameEn, 'module', '套', 'no'])
  return csvOf([header, ...rows])
}

function bomCsv(models: readonly DemoModel[]): string {
  const header = ['model', 'parent', 'part_number', 'quantity', 'serial_from', 'serial_to']
  const rows = models.flatMap(({ car, lines }) =>
    lines.map((line) => [car.code, line.parent, line.number, line.quantity, line.serialFrom, line.serialTo]),
  )
  return csvOf([header, ...rows])
}
