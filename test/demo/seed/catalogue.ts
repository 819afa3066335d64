import { csvOf, yuanOf } from './csv.ts'
import type { Desk } from './desk.ts'
import { importFile } from './imports.ts'
import type { DemoPart } from './request.ts'

const HEADER = [
  'part_number',
  'name_en',
  'name_zh',
  'unit',
  'class',
  'cost',
  'weight_g',
  'tax_rate',
  'serviceable',
  'pack_quantity',
  'superseded_by',
  'family',
]

/** The excerpt of the real catalogue, through the importer. */
export function importCatalogue(desk: Desk, priceManager: string, parts: readonly DemoPart[]): Promise<number> {
  const rows = parts.map(({ number, nameEn, nameZh, supersededBy, family, facts }) => [
    number,
    nameEn,
    nameZh,
    facts.unit,
    facts.class,
    yuanOf(facts.costFen),
    facts.weightG,
    facts.taxRateBps / 100,
    facts.serviceable ? 'yes' : 'no',
    facts.packQuantity,
    supersededBy ?? '',
    family,
  ])
  return importFile(desk, priceManager, { kind: 'parts', fileName: 'catalogue.csv', csv: csvOf([HEADER, ...rows]) })
}
