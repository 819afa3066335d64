import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHART } from './index.ts'

type Posting = { n: number; accountId: string; currency: string; side: 1 | -1; amountFen: number }
type Entry = {
  id: string
  kind: string
  source: string
  month: string
  seq: number
  legs: number
  reverses: string | null
  postings: Posting[]
}
type Model = { entries: Entry[]; months: Map<string, 'open' | 'closed'>; serial: number }

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)
const movedBy = (entries: Entry[], accountId: string, side: 1 | -1) =>
  sum(
    entries
      .flatMap((e) => e.postings.filter((p) => p.accountId === accountId && p.side === side))
      .map((p) => p.amountFen),
  )

/** The rules of the ledger once more, written without SQL. */
function isLegal(entry: Entry, { entries, months }: Model): boolean {
  const { postings } = entry
  const balance = (currency: string) =>
    sum(postings.filter((p) => p.currency === currency).map((p) => p.side * p.amountFen))
  const wallet = [...entries, entry]
  return (
    postings.every((p) => Number.isSafeInteger(p.amountFen) && p.amountFen > 0) &&
    postings.every((p) => CHART.some((line) => line.id === p.accountId && line.currency === p.currency)) &&
    new Set(postings.map((p) => p.n)).size === postings.length &&
    postings.length >= 2 &&
    entry.legs === postings.length &&
    balance('CNY') === 0 &&
    balance('RBT') === 0 &&
    entries.every((e) => e.id !== entry.id && (e.kind !== entry.kind || e.source !== entry.source)) &&
    (entry.reverses === null || entries.some((e) => e.id === entry.reverses)) &&
    (entry.reverses === null || entries.every((e) => e.reverses !== entry.reverses)) &&
    months.get(entry.month) === 'open' &&
    entry.seq === entries.length + 1 &&
    movedBy(wallet, 'assets:wallet', 1) >= movedBy(wallet, 'assets:wallet', -1)
  )
}

const legsOf = (debit: string, credit: string, currency: string, amountFen: number): Posting[] => [
  { n: 1, accountId: debit, currency, side: 1, amountFen },
  { n: 2, accountId: credit, currency, side: -1, amountFen },
]

function soundEntry(model: Model, amount: number): Entry {
  const id = `ent_${model.serial++}`
  const postings =
    amount % 2 === 0
      ? legsOf('assets:receivable', 'revenues:parts', 'CNY', amount)
      : legsOf('assets:wallet', 'expenses:rebate', 'RBT', amount)
  const month = [...model.months].filter(([, state]) => state === 'open').map(([name]) => name)[0] ?? ''
  return { id, kind: 'shipment', source: id, month, seq: model.entries.length + 1, legs: 2, reverses: null, postings }
}

/** Ways to spoil a sound entry; some need an earlier entry and spoil nothing without one. */
const FLAWS: Record<string, (entry: Entry, earlier: Entry | undefined, model: Model) => Partial<Entry>> = {
  unbalanced: ({ postings }) => ({ postings: postings.map((p) => ({ ...p, amountFen: p.amountFen + p.n })) }),
  'wrong currency': ({ postings }) => ({
    postings: postings.map((p) => ({ ...p, currency: p.currency === 'CNY' ? 'RBT' : 'CNY' })),
  }),
  'unknown account': ({ postings }) => ({ postings: postings.map((p) => ({ ...p, accountId: 'assets:nowhere' })) }),
  'zero amount': ({ postings }) => ({ postings: postings.map((p) => ({ ...p, amountFen: 0 })) }),
  'negative amount': ({ postings }) => ({ postings: postings.map((p) => ({ ...p, amountFen: -p.amountFen })) }),
  'amount of 1.5': ({ postings }) => ({ postings: postings.map((p) => ({ ...p, amountFen: 1.5 })) }),
  'one leg': ({ postings }) => ({ postings: postings.slice(0, 1), legs: 1 }),
  'legs miscounted': () => ({ legs: 3 }),
  'two postings of one number': ({ postings }) => ({ postings: postings.map((p) => ({ ...p, n: 1 })) }),
  'gap in the sequence': ({ seq }) => ({ seq: seq + 1 }),
  'sequence taken': (_, earlier) => (earlier ? { seq: earlier.seq } : {}),
  'source posted before': (_, earlier) => (earlier ? { kind: earlier.kind, source: earlier.source } : {}),
  'entry there before': (_, earlier) => (earlier ? { id: earlier.id } : {}),
  'month closed': (_, __, { months }) => ({
    month: [...months].find(([, state]) => state === 'closed')?.[0] ?? '2020-01',
  }),
  'month not opened': () => ({ month: '2031-01' }),
  'reversal of nothing': () => ({ reverses: 'ent_none' }),
  'reversal of itself': ({ id }) => ({ reverses: id }),
  'second reversal': (_, __, { entries }) => ({ reverses: entries.find((e) => e.reverses !== null)?.reverses ?? null }),
  'wallet below zero': () => ({ postings: legsOf('expenses:rebate', 'assets:wallet', 'RBT', 10 ** 12) }),
}

/** Statements that would change what is written; `?1` is the channel, `?2` an entry's id. */
const TAMPERING: Record<string, string> = {
  'entry updated': "update entry set note = 'x' where channel_id = ?1 and id = ?2",
  'entry moved onto another': 'update or replace entry set seq = 1 where channel_id = ?1 and id = ?2',
  'entry deleted': 'delete from entry where channel_id = ?1 and id = ?2',
  'posting updated': 'update posting set amount_fen = amount_fen + 1 where channel_id = ?1 and entry_id = ?2',
  'posting deleted': 'delete from posting where channel_id = ?1 and entry_id = ?2',
  'posting added to a sealed entry': "insert into posting values (?1, ?2, 9, 'assets:bank', 'CNY', 1, 5)",
  'posting replaced': "insert or replace into posting values (?1, ?2, 1, 'assets:bank', 'CNY', 1, 5)",
  'totals updated': 'update account set debit_fen = debit_fen + 1 where channel_id = ?1 and ?2 is not null',
  'an entry applied twice': `update account set debit_fen = debit_fen * 2, credit_fen = credit_fen * 2
    where channel_id = ?1 and ?2 is not null and version = (select max(seq) from entry where channel_id = ?1)`,
  'account renamed': "update or replace account set id = 'assets:bank' where channel_id = ?1 and ?2 is not null",
  'account deleted': 'delete from account where channel_id = ?1 and ?2 is not null',
  'account replaced': `insert or replace into account (channel_id, id, currency, normal)
    select channel_id, id, currency, normal from account where channel_id = ?1 and ?2 is not null`,
  'account born with money': `insert into account (channel_id, id, currency, normal, debit_fen)
    select ?1, 'assets:new', 'CNY', 1, 5 where ?2 is not null`,
  'month reopened': 'update period set closed_at = null where channel_id = ?1 and closed_at > 0 and ?2 is not null',
  'month replaced': `insert or replace into period (channel_id, month)
    select channel_id, month from period where channel_id = ?1 and ?2 is not null`,
  'month renamed': "update or replace period set month = '2020-01' where channel_id = ?1 and ?2 is not null",
  'month given away': "update period set channel_id = 'other' where channel_id = ?1 and ?2 is not null",
  'month deleted': 'delete from period where channel_id = ?1 and ?2 is not null',
  'month opened before a closed one': `insert into period (channel_id, month) select ?1, '2020-01'
    where ?2 is not null and exists (select 1 from period where channel_id = ?1 and closed_at > 0)`,
  'month closed before an earlier one': `update period set closed_at = 5 where channel_id = ?1 and ?2 is not null
    and month = (select max(month) from period where channel_id = ?1)`,
  'month born closed': "insert into period select ?1, '2030-01', 5 where ?2 is not null",
}

const world = new World({ bindings: env })

class Ledger {
  readonly channelId: string
  readonly d1: D1Database
  readonly model: Model = { entries: [], months: new Map([['2026-11', 'open']]), serial: 1 }

  constructor(channel: { id: string; shard: string }) {
    this.channelId = channel.id
    this.d1 = channel.shard === '1' ? env.CHANNEL_DB_1 : env.CHANNEL_DB_2
  }

  /** Books with their first month and the next one open. */
  static async opened(): Promise<Ledger> {
    const ledger = new Ledger(await world.openChannel())
    await ledger.#try([ledger.#opening('2026-12')])
    return ledger
  }

  #opening(month: string): D1PreparedStatement {
    this.model.months.set(month, 'open')
    return this.d1.prepare('insert into period (channel_id, month) values (?, ?)').bind(this.channelId, month)
  }

  async attempt(entry: Entry, orReplace: boolean): Promise<void> {
    if (isLegal(entry, this.model)) this.model.entries.push(entry)
    const into = orReplace ? 'insert or replace into' : 'insert into'
    const { id, kind, source, month, legs, reverses, seq } = entry
    const rows = entry.postings.map((p) => [p.n, p.accountId, p.currency, p.side, p.amountFen])
    const postings = this.d1.prepare(
      `${into} posting select ?1, ?2, value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?3)`,
    )
    const header = this.d1.prepare(`${into} entry values (?1, ?2, ?3, ?4, ?5, ?5 || '-15', 0, ?6, ?7, ?8, '')`)
    await this.#try([
      postings.bind(this.channelId, id, JSON.stringify(rows)),
      header.bind(this.channelId, id, kind, source, month, legs, reverses, seq),
    ])
  }

  tamper(sql: string, entryId: string): Promise<void> {
    return this.#try([this.d1.prepare(sql).bind(this.channelId, entryId)])
  }

  async closeMonth(): Promise<void> {
    const [month] = [...this.model.months].find(([, state]) => state === 'open') ?? ['']
    const later = new Date(Date.parse(`${month}-01T00:00:00Z`) + 64 * 86_400_000).toISOString().slice(0, 7)
    this.model.months.set(month, 'closed')
    await this.#try([
      this.#opening(later),
      this.d1.prepare('update period set closed_at = 5 where channel_id = ? and month = ?').bind(this.channelId, month),
    ])
  }

  async #try(statements: D1PreparedStatement[]): Promise<void> {
    await this.d1.batch(statements).catch(() => undefined)
    await this.compare()
  }

  async compare(): Promise<void> {
    const rows = async (sql: string) => (await this.d1.prepare(sql).bind(this.channelId).raw()) as unknown[][]
    const { entries, months } = this.model
    const bySeq = entries.map((e) => [e.id, e.kind, e.source, e.month, e.seq, e.legs, e.reverses, ''])
    const legs = entries.flatMap((e) =>
      e.postings.map((p) => [e.seq, p.n, p.accountId, p.currency, p.side, p.amountFen]),
    )
    const totals = CHART.map((line) => [line.id, movedBy(entries, line.id, 1), movedBy(entries, line.id, -1)])
    expect({
      entries: await rows(
        'select id, kind, source, month, seq, legs, reverses, note from entry where channel_id = ? order by seq',
      ),
      postings: await rows(`select e.seq, p.n, p.account_id, p.currency, p.side, p.amount_fen from posting p
        left join entry e on e.channel_id = p.channel_id and e.id = p.entry_id where p.channel_id = ? order by 1, 2`),
      accounts: await rows('select id, debit_fen, credit_fen from account where channel_id = ? order by id'),
      months: await rows(
        "select month, iif(closed_at is null, 'open', 'closed') from period where channel_id = ? order by 1",
      ),
    }).toEqual({
      entries: bySeq,
      postings: legs,
      accounts: totals.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
      months: [...months],
    })
  }
}

/** A ledger with a closed month, entries in both currencies and one reversal. */
async function grown(): Promise<Ledger> {
  const ledger = await Ledger.opened()
  const { model } = ledger
  for (const amount of [100, 31]) await ledger.attempt(soundEntry(model, amount), false)
  await ledger.closeMonth()
  await ledger.attempt({ ...soundEntry(model, 100), kind: 'reversal', reverses: 'ent_1' }, false)
  expect(model.entries).toHaveLength(3)
  return ledger
}

const ways = [false, true].flatMap((orReplace) => Object.keys(FLAWS).map((flaw) => ({ flaw, orReplace })))

test.each(ways)('never accepted: $flaw (or replace: $orReplace)', async ({ flaw, orReplace }) => {
  const ledger = await grown()
  for (const earlier of [...ledger.model.entries]) {
    const entry = soundEntry(ledger.model, 8)
    const spoilt = { ...entry, ...FLAWS[flaw]?.(entry, earlier, ledger.model) }
    expect(isLegal(spoilt, ledger.model)).toBe(false)
    await ledger.attempt(spoilt, orReplace)
  }
  await ledger.attempt(soundEntry(ledger.model, 8), orReplace)
  expect(ledger.model.entries).toHaveLength(4)
})

test.each(Object.entries(TAMPERING))('changes nothing: %s', async (_, sql) => {
  const ledger = await grown()
  for (const entry of ledger.model.entries) await ledger.tamper(sql, entry.id)
})

test('a posting whose entry never comes leaves no trace', async () => {
  const ledger = await grown()
  await ledger.tamper("insert into posting values (?1, ?2, 1, 'assets:bank', 'CNY', 1, 5)", 'ent_never')
})

const move = fc.record({
  what: fc.constantFrom('sound', 'sound', 'close', ...Object.keys(FLAWS), ...Object.keys(TAMPERING)),
  orReplace: fc.boolean(),
  pick: fc.nat(1000),
  amount: fc.integer({ min: 1, max: 10 ** 9 }),
})

test('after any sequence of moves the database holds what the model holds', async () => {
  const run = async (moves: { what: string; orReplace: boolean; pick: number; amount: number }[]) => {
    const ledger = await Ledger.opened()
    const { model } = ledger
    for (const { what, orReplace, pick, amount } of moves) {
      const earlier = model.entries[pick % Math.max(1, model.entries.length)]
      const tampering = TAMPERING[what]
      if (what === 'close') await ledger.closeMonth()
      else if (tampering && earlier) await ledger.tamper(tampering, earlier.id)
      else {
        const entry = soundEntry(model, amount)
        await ledger.attempt({ ...entry, ...FLAWS[what]?.(entry, earlier, model) }, orReplace)
      }
    }
  }
  await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 20, maxLength: 60 }), run), { numRuns: 20 })
})
