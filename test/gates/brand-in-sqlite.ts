import { globSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Brand, Version } from './random-brand.ts'

const root = new URL('../..', import.meta.url).pathname
const MIGRATIONS = globSync('migrations/hq/*.sql', { cwd: root })
  .toSorted()
  .map((path) => readFileSync(`${root}${path}`, 'utf8'))

/** An empty HQ database as the migrations make it; `before`: as it was before one came, by its number. */
export function emptyHq(before = MIGRATIONS.length + 1): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  migrate(db, 1, before)
  return db
}

/** Applies the migrations from one number on, up to but without another. */
export function migrate(db: DatabaseSync, from: number, before = MIGRATIONS.length + 1): void {
  db.exec(MIGRATIONS.slice(from - 1, before - 1).join('\n'))
}

/** Publishes versions of different books by one insert, as the API does. @throws what the trigger says */
export function publish(db: DatabaseSync, id: string, versions: readonly Version[], approvedBy = 'per_b'): void {
  const idOf = (book: string) => versions.find((each) => each.book === book)?.id ?? null
  db.prepare(
    `insert into publication (id, settlement_id, guide_id, effective_on, policy_seq, approved_by, at)
      select ?, ?, ?, ?, (select max(seq) from price_policy), ?, 2`,
  ).run(id, idOf('settlement'), idOf('guide'), versions[0]?.day ?? '', approvedBy)
}

/** Puts a version in as a submitted draft. */
export function submit(db: DatabaseSync, brand: Brand, version: Version, pair: string | null): void {
  const { id, book, method, basis, day } = version
  db.prepare(
    `insert into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version, pair_id)
      select ?, ?, count(*) + 1, 'draft', ?, ?, '', 1, 'per_a', 1, ? from price_book_version where book = ?`,
  ).run(id, book, method, basis, pair, book)
  const entry = db.prepare(`insert into price_book_entry values (?, ?, ?, ?, ?, 'import')`)
  if (method === 'entries')
    for (const { part, grade, fen } of version.prices)
      entry.run(id, `P${part}`, grade, fen, brand.parts[part]?.taxRateBps ?? 0)
  else
    for (const [grade, bps] of Object.entries(version.discounts))
      db.prepare('insert into grade_discount values (?, ?, ?)').run(id, grade, bps)
  db.prepare(
    `update price_book_version set status = 'inReview', effective_on = ?, submitted_at = 1, submitted_by = 'per_a' where id = ?`,
  ).run(day, id)
}

/** Published, if the gates that hold without a policy let it. */
export function publishIfAllowed(db: DatabaseSync, brand: Brand, version: Version): boolean {
  submit(db, brand, version, null)
  try {
    publish(db, `pub-${version.id}`, [version])
    return true
  } catch {
    db.prepare(`update price_book_version set status = 'draft', effective_on = null where id = ?`).run(version.id)
    return false
  }
}

/** Parts are put in as modules, so that a class that becomes core afterwards leaves its prices behind. */
export function fillParts(db: DatabaseSync, { parts }: Brand): void {
  for (const grade of ['A', 'B']) db.prepare('insert into grade values (?, ?, ?)').run(grade, grade, grade)
  parts.forEach((part, at) => {
    db.prepare(
      `insert into part (key, loose_key, name_zh, name_en, unit, class, cost_fen, weight_g, tax_rate_bps, serviceable,
          pack_quantity, successor_key, created_at, updated_at, version, family)
        values (?, ?, 'x', 'x', '件', 'module', ?, 1, ?, ?, 1, ?, 1, 1, 1, ?)`,
    ).run(
      `P${at}`,
      `P${at}`,
      part.costFen,
      part.taxRateBps,
      Number(part.serviceable),
      part.successor === null || part.successor === at ? null : `P${part.successor}`,
      part.family,
    )
  })
}

export function fillRules(db: DatabaseSync, { parts, models, bom, policy, like, channelGrades }: Brand): void {
  for (const grade of channelGrades)
    db.prepare(`insert into channel values (?, 'x', 'x', 'active', ?, 'monthly', 0, 'x', 1, 1, 1, 1, 1)`).run(
      grade,
      grade,
    )
  for (const [at, part] of parts.entries())
    db.prepare('update part set class = ? where key = ?').run(part.class, `P${at}`)
  for (const line of ['L0', 'L1']) db.prepare(`insert into product_line values (?, 'x', 'x', 1, 'x', 1, 1)`).run(line)
  for (const [at, { active, dealerFen, line }] of models.entries())
    db.prepare(`insert into model values (?, 'x', 'x', ?, ?, ?, 'x', 0, null, 1, 'x', 1, 1)`).run(
      `M${at}`,
      line,
      dealerFen,
      active ? 'active' : 'retired',
    )
  for (const { model, part, current, milli } of bom)
    db.prepare(`insert into service_bom_line values (?, ?, '', ?, '', ?, ?)`).run(
      `M${model}`,
      `P${part}`,
      current ? '' : '9',
      current ? '' : '9',
      milli,
    )
  for (const { part, other, ppm, toleranceBps } of like)
    db.prepare(`insert into like_part values (?, ?, ?, ?, 'x', 1, 'x')`).run(`P${part}`, `P${other}`, ppm, toleranceBps)
  if (!policy) return
  db.exec('begin')
  for (const { line, factorBps, toleranceBps, wearBps, standardBps } of policy.lines)
    db.prepare('insert into price_policy_line values (1, ?, ?, ?, 0, ?, ?)').run(
      line,
      factorBps,
      toleranceBps,
      wearBps,
      standardBps,
    )
  for (const [family, bps] of Object.entries(policy.families))
    db.prepare('insert into price_policy_family values (1, ?, ?)').run(family, bps)
  db.prepare(`insert into price_policy values (1, 'x', ?, ?, ?, ?, ?, ?, 10000, 10000, 10000, 1, 'x')`).run(
    policy.corridorBps,
    policy.familyBps,
    policy.likeBps,
    policy.supersessionBps,
    policy.settlementStep,
    policy.guideStep,
  )
  db.exec('commit')
}
