import { env } from 'cloudflare:workers'
import { addDays, dateOf, startOfDay } from '@partline/kernel'
import { publishPrices, World } from '@partline/testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'

const world = new World({ bindings: env })
const DAY = addDays(dateOf(world.now), 30)
const AT = startOfDay(dateOf(world.now))
const d1 = env.HQ_DB
let published = ''
let n = 0

/** Statements in one transaction whose foreign keys are checked at its end. */
const together = (...texts: string[]) =>
  d1.batch(['pragma defer_foreign_keys = on', ...texts].map((text) => d1.prepare(text)))
const one = <T>(text: string) => d1.prepare(text).first<T>()
async function refused(reason: RegExp, ...texts: string[]) {
  await expect(together(...texts), texts.join('; ')).rejects.toThrow(reason)
}

const drafted = (id: string, book = 'settlement') =>
  `insert into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by, version)
    select '${id}', '${book}', max(seq) + 1, 'draft', 'entries', 'net', '', 1, 'per_a', 1 from price_book_version where book = '${book}'`
const priced = (id: string, fen = 20_000) =>
  `insert into price_book_entry values ('${id}', 'EV-1', '', ${fen}, 1300, 'manual')`
const submitted = (id: string, day = DAY) =>
  `update price_book_version set status = 'inReview', effective_on = '${day}', submitted_by = 'per_a', submitted_at = 1 where id = '${id}'`
const act = (id: string, { by = 'per_b', day = DAY, how = 'insert', at = AT } = {}) =>
  `${how} into publication (id, settlement_id, effective_on, policy_seq, approved_by, at)
    values ('pub-${id}', '${id}', '${day}', (select max(seq) from price_policy), '${by}', ${at})`
const everyHow = ['insert', 'insert or ignore', 'insert or replace', 'insert or fail', 'insert or rollback']

beforeAll(async () => {
  await publishPrices(world, { parts: [{ number: 'EV-1', guideFen: 40_000, settlementFen: 20_000, costFen: 6_000 }] })
  published = (await one<{ id: string }>(`select id from price_book_version where book = 'settlement'`))?.id ?? ''
  await together(
    `insert into price_policy_line values (1, '', 20000, 100, 0, 0, 0)`,
    `insert into price_policy_family values (1, 'F', 100)`,
    `insert into price_policy values (1, 'x', 1000, 500, 300, 500, 10, 100, 15000, 15000, 15000, 1, 'per_a')`,
    `insert into product_line values ('EV', '线', 'line', 1, 'per_a', 1, 1)`,
    `insert into model values ('EV-M', '型号', 'model', 'EV', 10000, 'active', 'per_a', 1, 1, 1, 'per_a', 1, 1)`,
    `insert into service_bom_line values ('EV-M', 'EV-1', '', '', '', '', 1000)`,
  )
})

let id = ''
beforeEach(() => {
  id = `ev-${++n}`
})

test('no draft takes the place of a published version, whatever the statement', async () => {
  await together(drafted(id), priced(id, 1))
  const before = await one(`select * from price_book_version where id = '${published}'`)
  for (const set of [
    `id = '${published}', seq = 1`,
    `id = '${published}'`,
    `seq = (select seq from price_book_version where id = '${published}')`,
    `book = 'guide'`,
    `pair_id = (select pair_id from price_book_version where id = '${published}')`,
    `created_by = 'per_z'`,
  ])
    await refused(/book\/immutable/, `update or replace price_book_version set ${set} where id = '${id}'`)
  const again = `insert or replace into price_book_version (id, book, seq, status, method, tax_basis, note, created_at, created_by,
    version, pair_id) select 'again', book, 99, 'draft', method, tax_basis, '', 1, 'a', 1, pair_id from price_book_version
    where id = '${published}'`
  await refused(/book\/immutable/, again)
  await refused(
    /book\/immutable/,
    `update or replace price_book_entry set version_id = '${published}' where version_id = '${id}'`,
  )
  expect(await one(`select * from price_book_version where id = '${published}'`)).toEqual(before)
})

test('a publication that did not publish is not kept, and so vouches for nothing', async () => {
  await together(drafted(id), priced(id), submitted(id))
  for (const how of everyHow) {
    await refused(/second-person/, act(id, { by: 'per_a', how }))
    await refused(/publication\/day/, act(id, { how, at: startOfDay(addDays(DAY, 1)) }))
  }
  const taken =
    (await one<{ day: string }>(`select effective_on as day from price_book_version where id = '${published}'`))?.day ??
    ''
  await together(`update price_book_version set status = 'draft' where id = '${id}'`, submitted(id, taken))
  for (const how of everyHow) await refused(/day-taken/, act(id, { day: taken, how, at: 0 }))
  const byHand = `update price_book_version set status = 'published', approved_by = 'per_b', approved_at = 1 where id = '${id}'`
  await refused(/ungated/, byHand)
  expect(await one(`select count(*) as held from publication where settlement_id = '${id}'`)).toEqual({ held: 0 })
})

test('evidence made up before publishing is refused, and an open finding cannot be hidden behind it', async () => {
  await together(drafted(id), priced(id, 19_000), submitted(id))
  const finding = `insert into publication_finding select version_id, gate, subject, item_key, grade, other_key, unit, measured,
    allowed_from, allowed_to, 'r', 'b', 1, 'z', 1 from judged_finding where version_id = '${id}'`
  const basis = `insert into publication_basis values ('${id}', 'pub-${id}', 'settlement', '${id}', 1, null, null, 1, '{}', '[]')`
  const ratio = `insert into model_ratio values ('${id}', 'EV-M', 'EV', 1, 1, 2000000, 1, 1, 1, 0)`
  for (const how of everyHow) {
    await refused(/gate-open/, act(id, { how }))
    for (const forged of [[finding], [basis], [basis, ratio], [basis, finding, ratio]])
      await refused(/evidence-before/, ...forged, act(id, { how }))
  }
  await together(
    `update price_book_version set status = 'draft' where id = '${id}'`,
    `update price_book_entry set price_fen = 20000 where version_id = '${id}'`,
  )
  await together(submitted(id), act(id))
  for (const forged of [basis, ratio]) await refused(/append-only/, forged)
  expect(await one(`select ratio_ppm as ppm from model_ratio where version_id = '${id}'`)).toEqual({ ppm: 2_000_000 })
})

test('by SQL as well nothing is published for a day that has come', async () => {
  const today = dateOf(AT)
  await together(drafted(id), priced(id), submitted(id, today))
  await refused(/publication\/day/, act(id, { day: today }))
  await refused(/publication\/day/, act(id, { day: today, at: startOfDay(addDays(today, 1)) - 1 }))
})

test('withdrawing changes nothing else of a version, and one in review stays as it was handed in', async () => {
  const day = addDays(DAY, ++n)
  await together(drafted(id), priced(id), submitted(id, day))
  for (const set of [
    `submitted_by = 'per_q'`,
    `submitted_at = 2`,
    `note = 'y'`,
    `effective_on = '2020-01-01'`,
    `tax_basis = 'gross'`,
  ])
    await refused(/book\/immutable/, `update price_book_version set ${set} where id = '${id}'`)
  await refused(/ungated/, `update price_book_version set approved_by = 'per_q' where id = '${id}'`)
  await together(act(id, { day }))
  const withdrawn = `status = 'withdrawn', withdrawn_at = 5, withdrawn_by = 'per_c', withdrawn_reason = 'r'`
  for (const column of ['note', 'submitted_by', 'approved_by', 'tax_basis'])
    await refused(
      /book\/immutable/,
      `update price_book_version set ${withdrawn}, ${column} = 'net ' where id = '${id}'`,
    )
  for (const column of ['created_at', 'submitted_at', 'approved_at'])
    for (const value of ['77', 'null'])
      await refused(
        /immutable|NOT NULL/,
        `update price_book_version set ${withdrawn}, ${column} = ${value} where id = '${id}'`,
      )
  await refused(/book\/immutable/, `update price_book_version set status = 'withdrawn' where id = '${id}'`)
  await together(`update price_book_version set ${withdrawn}, version = version + 1 where id = '${id}'`)
  await refused(/book\/immutable/, `update price_book_version set withdrawn_reason = 's' where id = '${id}'`)
})

test('nothing is added to a policy that is there, and none is without a rule for every product line', async () => {
  await refused(/append-only/, `insert into price_policy_line values (1, 'EV', 1, 10000, 0, 1000000, 1000000)`)
  await refused(/append-only/, `insert into price_policy_family values (1, 'G', 1000000)`)
  const next = `insert into price_policy select seq + 1, note, corridor_bps, family_corridor_bps, like_tolerance_bps,
    supersession_tolerance_bps, settlement_step_fen, guide_step_fen, guide_module_bps, guide_wear_bps, guide_standard_bps, 1, 'a'
    from price_policy where seq = 1`
  await refused(/no-general-line/, next)
  await refused(/no-general-line/, `insert into price_policy_line values (2, 'EV', 1, 10000, 0, 0, 0)`, next)
})

test('what a compilation says of a published price stays; a run that came to nothing may be forgotten', async () => {
  const day = addDays(DAY, ++n)
  const run = (name: string, version: string) => [
    `insert into compilation (id, kind, status, step, note, changes, policy_seq, input_pages, result_pages, written_pages, parts,
        models, outcome, summary, created_at, created_by)
      values ('${name}', 'draft', 'writing', 1, '', '{}', 1, 0, 0, 0, 1, 1, 'optimal', '{}', 1, 'per_a')`,
    `insert into compiled_price (compilation_id, part_key, class, family, rule, models, quantity_milli, tax_rate_bps)
      values ('${name}', 'EV-1', 'module', '', 'module', 1, 1000, 1300)`,
    `insert into compiled_model (compilation_id, model_key, product_line, dealer_fen, factor_bps, tolerance_bps, fixed_fen,
        before_fen, before_ppm, sum_fen, ratio_ppm, miss_ppm)
      values ('${name}', 'EV-M', 'EV', 10000, 20000, 100, 0, 0, 0, 20000, 2000000, 0)`,
    `update compilation set status = 'done', settlement_version_id = '${version}' where id = '${name}'`,
  ]
  await together(
    drafted(id),
    priced(id),
    submitted(id, day),
    ...run(`cmp-${id}`, id),
    ...run(`idle-${id}`, 'gone'),
    act(id, { day }),
  )
  for (const name of [`cmp-${id}`, `idle-${id}`]) {
    const own = `where compilation_id = '${name}'`
    await refused(/immutable/, `update compiled_price set models = 9 ${own}`)
    await refused(/immutable/, `update or replace compiled_model set sum_fen = 9 ${own}`)
    await refused(/immutable/, `insert or replace into compiled_price select * from compiled_price ${own}`)
    await refused(/immutable/, `insert or replace into compiled_model select * from compiled_model ${own}`)
    await refused(/immutable/, `insert or replace into compilation select * from compilation where id = '${name}'`)
    await refused(/immutable/, `update compilation set status = 'failed' where id = '${name}'`)
  }
  const forged = run(`late-${id}`, id)
  await refused(/immutable/, ...forged)
  await refused(/immutable/, forged[0]?.replace("'writing'", "'done'") ?? '')
  const own = `where compilation_id = 'cmp-${id}'`
  await refused(/immutable/, `delete from compiled_price ${own}`)
  await refused(/immutable/, `delete from compiled_model ${own}`)
  await refused(/immutable/, `update compilation set summary = '{"a":1}' where id = 'cmp-${id}'`)
  await refused(/immutable/, `delete from compilation where id = 'cmp-${id}'`)
  for (const table of ['compiled_price', 'compiled_model'])
    await together(`delete from ${table} where compilation_id = 'idle-${id}'`)
  await together(`delete from compilation where id = 'idle-${id}'`)
})

test('a part is not put in anew over the old one, so that its change of class always leaves a trace', async () => {
  const copy = `insert or replace into part select * from part where key = 'EV-1'`
  await refused(/append-only/, copy)
  await refused(
    /append-only/,
    `update or replace part set key = 'EV-1' where key = 'EV-2'`,
    `update part set key = 'EV-9' where key = 'EV-1'`,
  )
})

test('an exception is not approved by another key of whoever asked for it', async () => {
  const admin = await world.keyFor('admin')
  const mint = async (role: string) =>
    (
      await world.json<{ secret: string }>('POST', '/v1/api-keys', {
        as: admin,
        body: { label: role, role },
        expect: 201,
      })
    ).secret
  const [asking, granting] = [await mint('priceManager'), await mint('serviceDirector')]
  await together(drafted(id), priced(id, 19_000))
  const path = `/v1/price-books/settlement/versions/${id}/exceptions`
  const gate = 'doubleRule'
  await world.json('POST', path, { as: asking, body: { gate, reason: '促销' }, expect: 200 })
  await world.json('POST', `${path}/approve`, { as: granting, body: { gate }, expect: 403 })
  const who = await one<{ id: string }>(
    `select id from api_key where role = 'serviceDirector' order by created_at desc, id desc`,
  )
  await refused(
    /second-person/,
    `update gate_exception set approved_by = '${who?.id}', approved_at = 1 where version_id = '${id}'`,
  )
  await world.json('POST', `${path}/approve`, {
    as: await world.keyFor('serviceDirector'),
    body: { gate },
    expect: 200,
  })
})
