import type { SoakRuntime } from './runtime.ts'

export type BrandSize = { models: number; parts: number; lines: number }

const CHUNK = 5_000
const CLASSES = ['module', 'module', 'module', 'module', 'module', 'module', 'module', 'wear', 'standard', 'module']

const keyOf = (part: number) => `SOAK-${String(part).padStart(6, '0')}`
const classOf = (part: number) => CLASSES[part % CLASSES.length] ?? 'module'

/**
 * A made-up brand: parts with costs and published prices, models that use `lines` parts each and cost the dealer half of
 * what those would after every module has moved by up to 4 %, and a like pair for every fifty parts. The same every time.
 */
export async function fillBrand(soak: SoakRuntime, size: BrandSize): Promise<void> {
  const random = seeded(1)
  const cost = Array.from({ length: size.parts }, () => Math.round(10 ** (2 + 2.5 * random())))
  const price = cost.map((fen, part) =>
    Math.round(fen * { wear: 1, standard: 1.08, module: 1.8 + random() }[classOf(part) as 'wear']),
  )
  await fillParts(soak, cost, price)
  const wanted = price.map((fen, part) => (classOf(part) === 'module' ? fen * (0.96 + 0.08 * random()) : fen))
  await fillModels(soak, size, wanted, random)
  await fillPairs(soak, wanted, random)
}

function seeded(from: number): () => number {
  let seed = from
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
}

async function put(soak: SoakRuntime, sql: string, rows: readonly unknown[][]): Promise<void> {
  for (let at = 0; at < rows.length; at += CHUNK)
    await soak.rows('HQ_DB', sql, JSON.stringify(rows.slice(at, at + CHUNK)))
}

async function fillParts(soak: SoakRuntime, cost: readonly number[], price: readonly number[]): Promise<void> {
  await put(
    soak,
    `insert into part (key, loose_key, name_zh, name_en, unit, class, cost_fen, weight_g, tax_rate_bps, serviceable,
      pack_quantity, created_at, updated_at, version) select value->>0, value->>0, '件', 'PART', '件', value->>1, value->>2, 1,
      1300, 1, 1, 1, 1, 1 from json_each(?)`,
    cost.map((fen, part) => [keyOf(part), classOf(part), fen]),
  )
  await soak.rows(
    'HQ_DB',
    `insert into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version)
      values ('pbv_soak', 'settlement', 1, 'draft', 'entries', 'net', '', 1, 'a', 1)`,
  )
  await put(
    soak,
    `insert into price_book_entry (version_id, part_key, grade, price_fen, tax_rate_bps)
      select 'pbv_soak', value->>0, '', value->>1, 1300 from json_each(?)`,
    price.map((fen, part) => [keyOf(part), fen]),
  )
  await soak.rows(
    'HQ_DB',
    `update price_book_version set status = 'inReview', effective_on = '2026-01-01', submitted_by = 'a', submitted_at = 1`,
  )
  await soak.rows(
    'HQ_DB',
    `insert into publication (id, settlement_id, effective_on, approved_by, at)
      values ('pub_soak', 'pbv_soak', '2026-01-01', 'b', 1)`,
  )
}

async function fillModels(soak: SoakRuntime, size: BrandSize, price: readonly number[], random: () => number) {
  const bom: unknown[][] = []
  const models = Array.from({ length: size.models }, (_, model) => {
    const used = new Set<number>()
    while (used.size < size.lines) used.add(Math.floor(random() * size.parts))
    let sum = 0
    for (const part of used) {
      const quantity = 1 + Math.floor(random() * 3)
      sum += quantity * (price[part] ?? 0)
      bom.push([`M-${model}`, keyOf(part), quantity * 1000])
    }
    return [`M-${model}`, Math.round(sum / 2)]
  })
  await soak.rows('HQ_DB', `insert into product_line values ('SOAK', '线', 'LINE', 1, 'p', 1, 1)`)
  await put(
    soak,
    `insert into model (key, name_zh, name_en, product_line, dealer_price_net_fen, status, owner_id, bom_revision,
      created_at, created_by, updated_at, version)
      select value->>0, '机', 'M', 'SOAK', value->>1, 'active', 'p', 1, 1, 'p', 1, 1 from json_each(?)`,
    models,
  )
  await put(
    soak,
    `insert into service_bom_line (model_key, part_key, serial_from_key, serial_to_key, serial_from, serial_to, quantity_milli)
      select value->>0, value->>1, '', '', '', '', value->>2 from json_each(?)`,
    bom,
  )
}

async function fillPairs(soak: SoakRuntime, price: readonly number[], random: () => number): Promise<void> {
  const modules = [...price.keys()].filter((part) => classOf(part) === 'module')
  const pairs = Array.from({ length: Math.floor(price.length / 50) }, (_, n) => {
    const [a, b] = [modules[2 * n] ?? 0, modules[2 * n + 1] ?? 1]
    return [keyOf(a), keyOf(b), Math.round(((price[a] ?? 1) / (price[b] ?? 1)) * (0.97 + 0.06 * random()) * 1_000_000)]
  })
  await put(
    soak,
    `insert into like_part (part_key, other_key, ratio_ppm, reason, created_at, created_by)
      select value->>0, value->>1, value->>2, '同款', 1, 'p' from json_each(?)`,
    pairs,
  )
}
