import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname

/** Packages from left to right: each imports only from its left (architecture, "Folders"). */
const ORDER = [
  'kernel',
  'sheets',
  'db',
  'http',
  'identity',
  'notices',
  'evidence',
  'catalog',
  'service-bom',
  'compiler',
  'ledger',
  'pricing',
  'quoting',
  'circulation',
  'settlement',
  'exceptions',
  'webhooks',
  'operations',
]
const RIGHTMOST = [...ORDER, 'workers', 'testing']

/** Who may work across all channels of a database, and what for. */
const ACROSS_CHANNELS: Record<string, string> = {
  'packages/identity/src/principal.ts': 'sign-in: a key is presented before its channel is known',
  'packages/identity/src/principals.repo.ts': 'sign-in',
  'packages/identity/src/audit.repo.ts': "HQ's trail over the channel rows of HQ_DB",
  'packages/identity/src/people/standings.repo.ts': 'sign-in: a person signs in before her channel is known',
  'packages/identity/src/people/session-principal.ts': 'sign-in: a session is presented before its channel is known',
  'packages/identity/src/people/places.ts': "a person's own places, for herself",
  'packages/identity/src/people/people.repo.ts': 'sign-in: who uses an address, wherever she belongs',
  'packages/identity/src/people/links.repo.ts': 'a link is presented before its channel is known',
  'packages/identity/src/people/sign-in.ts': 'sign-in',
  'packages/identity/src/people/accept-invitation.ts': 'a link is presented before its channel is known',
  'packages/identity/src/people/reset-password.ts': 'a link is presented before its channel is known',
  'packages/identity/src/people/invite.ts': 'whether an address belongs to the place already, joined with people',
  'packages/identity/src/people/memberships.repo.ts': "memberships joined with people, for HQ or one channel's own",
  'packages/identity/src/teams/queue.repo.ts': "a team's queue: open work of every channel",
  'packages/pricing/src/lookups.repo.ts': 'look-up audit of HQ and of every channel, flushed per database',
  'packages/pricing/src/prices-import.repo.ts': 'prices of the brand taken from the staged rows of an import of HQ',
  'packages/service-bom/src/models-import.repo.ts': 'models of the brand taken from the staged rows of an import of HQ',
  'packages/service-bom/src/bom-import.repo.ts': 'BOMs of the brand taken from the same',
  'packages/pricing/src/watch/lookup-days.repo.ts': 'the daily budgets, counted with the flush',
  'packages/pricing/src/watch/lookup-watch.repo.ts': 'cron: what the watch has not seen yet',
  'packages/pricing/src/watch/watch-lookups.ts': 'cron: the same',
  'packages/pricing/src/record-lookups.ts': 'the flush of the look-up buffer',
  'packages/evidence/src/archive-lookups.ts': 'cron: which look-ups of a database have served their time',
  'packages/evidence/src/archives.repo.ts': 'cron: the same',
  'packages/evidence/src/seal-trails.ts': 'cron: which trails of a database have rows to seal',
  'packages/evidence/src/trails.repo.ts': 'cron: the same',
  'packages/notices/src/account-events.repo.ts': 'cron: where a person is somebody',
  'packages/notices/src/dispatches.repo.ts': 'cron: what every database still has to send',
  'packages/notices/src/send-notices.ts': 'cron: the same',
  'packages/pricing/src/price-change.repo.ts': 'outbox: a published version becomes one message per channel',
  'packages/pricing/src/spread-price-change.ts': 'outbox: the same',
  'packages/operations/src/channel-rows.repo.ts': "moves a channel's rows from one shard to another",
  'packages/operations/src/health.repo.ts': 'what waits in each database',
  'packages/operations/src/move-channel.ts': "moves a channel's rows from one shard to another",
  'packages/operations/src/moves.repo.ts': 'which channels are away from a shard',
  'packages/operations/src/note-sizes.ts': 'how large each database is',
  'packages/operations/src/prune.repo.ts': 'cron: what has served its time in each database',
  'packages/operations/src/prune.ts': 'cron: the same',
  'packages/operations/src/read-health.ts': 'what waits in each database',
  'packages/operations/src/shard-tables.repo.ts': 'the tables of a shard as it describes them',
  'packages/operations/src/sizes.repo.ts': 'how large each database is',
  'packages/quoting/src/due-quotes.repo.ts': 'cron: which channels of a shard have quotes at or past their last day',
  'packages/quoting/src/for-each-channel.ts': 'cron: the same',
  'packages/settlement/src/close-due-months.ts': 'cron: which channels of a shard are due',
  'packages/settlement/src/closing-runs.repo.ts': 'cron: how far a closing run is on each shard',
  'packages/webhooks/src/send-due.ts': 'cron: what is due for anybody’s endpoint',
  'packages/webhooks/src/sending.repo.ts': 'deliveries of every tenant, and who is allowed to hear',
  'packages/webhooks/src/take-events.ts': 'the outbox of a whole database',
  'workers/jobs/dead-letter.ts': 'the outbox of a whole database',
  'workers/jobs/deliver.ts': 'the outbox of a whole database',
  'workers/jobs/sweep-outbox.ts': 'the outbox of a whole database',
}

/** Files that may be longer than 300 lines: tables with one line per fact. */
const LONG_TABLES = new Set(['test/worker/rights/operation-table.ts'])

/** Words of the field in file names that hold a word which elsewhere says nothing: a service BOM, its lines and parts. */
const FIELD_WORDS = /service-(bom|line|part)s?/

/** Libraries a pure rule may use: they compute and do nothing else. */
const PURE_LIBRARIES = new Set([
  'csv-parse/sync',
  'fflate',
  '@partline/sheets',
  '@better-auth/utils/base32',
  '@better-auth/utils/otp',
])

type Edge = { file: string; target: string; typeOnly: boolean }

const files = globSync(['packages/*/src/**/*.ts', 'workers/**/*.ts', 'test/**/*.ts'], { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.includes('node_modules') && !path.endsWith('.d.ts'))

const isTest = (path: string) => path.endsWith('.test.ts') || path.startsWith('test/')
const sources = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
const product = files.filter((path) => !isTest(path))

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*\s{},$]+?\s+from\s+)?'([^'\n]+)'|\bimport\(\s*'([^'\n]+)'\s*\)/g

const edges: Edge[] = files.flatMap((file) =>
  [...(sources.get(file) ?? '').matchAll(IMPORT)].map((match) => ({
    file,
    target: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  })),
)
const productEdges = edges.filter((edge) => !isTest(edge.file))

const packageOf = (path: string) =>
  path.startsWith('packages/') ? (path.split('/')[1] ?? '') : (path.split('/')[0] ?? '')
const shown = (edge: Edge) => `${edge.file} → ${edge.target}`

test('there is something to look at: files, edges, and edges of each kind', () => {
  expect(files.length).toBeGreaterThan(150)
  expect(edges.length).toBeGreaterThan(600)
  const crossing = productEdges.filter((edge) => edge.target.startsWith('@partline/'))
  expect(crossing.length).toBeGreaterThan(200)
  const entered = edges.filter((edge) => edge.target.startsWith('@partline/'))
  for (const name of ORDER)
    expect(
      entered.map((edge) => edge.target.split('/')[1]),
      name,
    ).toContain(name)
  for (const library of ['drizzle-orm', 'hono', 'zod'])
    expect(edges.filter((edge) => edge.target.startsWith(library)).length, library).toBeGreaterThan(5)
  const known = new Set(files.map(packageOf))
  expect([...known].toSorted()).toEqual([...RIGHTMOST, 'test'].toSorted())
})

test('a package imports only from its left', () => {
  const wrong = productEdges.filter(({ file, target }) => {
    const to = /^@partline\/([^/]+)/.exec(target)?.[1]
    return to !== undefined && to !== packageOf(file) && RIGHTMOST.indexOf(to) >= RIGHTMOST.indexOf(packageOf(file))
  })
  expect(wrong.map(shown)).toEqual([])
})

test('a package is entered by its exports only', () => {
  const wrong = edges.filter(({ file, target }) => {
    if (/^@partline\/[^/]+\/(?!(routes|tables|system|api|jobs)$)/.test(target)) return true
    const inside = file
      .split('/')
      .slice(0, file.startsWith('packages/') ? 2 : 1)
      .join('/')
    const leaves = target.startsWith('.') && !`${normalize(join(dirname(file), target))}/`.startsWith(`${inside}/`)
    return leaves && !(file.startsWith('test/') && target.includes('/workers/'))
  })
  expect(wrong.map(shown)).toEqual([])
})

test('only repositories, tables and packages/db import drizzle', () => {
  const allowed = /(\.repo|\/tables)\.ts$|^packages\/(db|testing)\//
  const wrong = productEdges.filter(({ file, target }) => /^drizzle/.test(target) && !allowed.test(file))
  expect(wrong.map(shown)).toEqual([])
})

test('only routes, packages/http, sign-in and the workers import Hono', () => {
  const allowed = /routes\.ts$|^packages\/(http|testing)\/|^packages\/identity\/src\/authenticate\.ts$|^workers\//
  const wrong = productEdges.filter(
    ({ file, target }) => /^(hono|hono-openapi)(\/|$)/.test(target) && !allowed.test(file),
  )
  expect(wrong.map(shown)).toEqual([])
})

test('work across channels is done in the named places and nowhere else', () => {
  const across = product.filter((path) => {
    if (/^packages\/(db|testing)\//.test(path)) return false
    return /'@partline\/db\/system'|\.system\(|\bopenSystemDb\b/.test(sources.get(path) ?? '')
  })
  expect(across.toSorted()).toEqual(Object.keys(ACROSS_CHANNELS).toSorted())
})

test('only packages/db and tests see a raw D1 database', () => {
  const allowed = /^packages\/(db|testing)\//
  const wrong = product.filter(
    (path) => !allowed.test(path) && /\bD1(Database|PreparedStatement)\b/.test(sources.get(path) ?? ''),
  )
  expect(wrong).toEqual([])
})

/** A pure rule is a file whose own test runs in Node: `x.ts` beside `x.test.ts`. */
const rules = product.filter(
  (path) =>
    /^packages\/(?!kernel|db|http|testing)/.test(path) && existsSync(join(root, path.replace(/\.ts$/, '.test.ts'))),
)

test('a pure rule reaches nothing but the kernel, however many files it goes through', () => {
  expect(rules.length).toBeGreaterThan(5)
  const wrong = rules.flatMap((path) => impurities(path, new Set()))
  expect(wrong).toEqual([])
})

function impurities(path: string, seen: Set<string>): string[] {
  if (seen.has(path)) return []
  seen.add(path)
  return productEdges
    .filter(
      (edge) =>
        edge.file === path && !edge.typeOnly && edge.target !== '@partline/kernel' && !PURE_LIBRARIES.has(edge.target),
    )
    .flatMap((edge) =>
      edge.target.startsWith('.') ? impurities(normalize(join(dirname(path), edge.target)), seen) : [shown(edge)],
    )
}

test('no file, test or verb is named for nothing', () => {
  const empty = /(^|[-.])(utils?|helpers?|common|manager|service|handler|data|misc)s?(?=[-.])/
  const named = (path: string) => (path.split('/').at(-1) ?? '').replace(FIELD_WORDS, '')
  expect(files.filter((path) => empty.test(named(path)))).toEqual([])
})

test('files stay small: median 60 lines, nine in ten 150, none over 300', () => {
  const lengths = product.map((path) => (sources.get(path) ?? '').split('\n').length - 1).toSorted((a, b) => a - b)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60)
  expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThanOrEqual(150)
  const long = files.filter((path) => (sources.get(path) ?? '').split('\n').length - 1 > 300)
  expect(long.filter((path) => !LONG_TABLES.has(path))).toEqual([])
})
