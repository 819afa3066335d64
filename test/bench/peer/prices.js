import { LRUCache } from './lru.js'

const IGNORED = /[\s\u00AD\u200B-\u200D\u2060\uFEFF]/g
const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g
const KEY = /^[A-Za-z0-9][A-Za-z0-9\-/#=.+]{0,39}$/

function partKey(text) {
  const key = text.normalize('NFKC').replace(IGNORED, '').replace(DASHES, '-')
  return KEY.test(key) ? key.toUpperCase() : undefined
}

function bothWays(fen, basis, bps) {
  return basis === 'net'
    ? [fen, Math.round((fen * (10_000 + bps)) / 10_000)]
    : [Math.round((fen * 10_000) / (10_000 + bps)), fen]
}

export const shanghaiDay = (now) => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)

/** Prices of the versions in force: from SQLite, and from memory the second time. */
export function priceList(db) {
  const readVersions = db.prepare('select id, book, tax_basis as basis, effective_on as effectiveOn from version')
  const readPart = db.prepare('select * from part where key = ?')
  const readEntry = db.prepare(`select price_fen as fen, tax_rate_bps as bps, grade from entry
    where version_id = ? and part_key = ? and grade in ('', ?) order by grade desc limit 1`)
  const held = new LRUCache(50_000)
  let calendar = { versions: [], until: 0 }

  function inForce(book, on) {
    const taken = calendar.versions.filter((each) => each.book === book && each.effectiveOn <= on)
    return taken.sort((a, b) => (a.effectiveOn < b.effectiveOn ? 1 : -1))[0]
  }

  function booksAt(now) {
    if (calendar.until <= now) calendar = { versions: readVersions.all(), until: now + 30_000 }
    const on = shanghaiDay(now)
    return { on, guide: inForce('guide', on), settlement: inForce('settlement', on) }
  }

  function priced(key, grade, { guide, settlement }) {
    const id = `${guide?.id}|${settlement?.id}|${grade}|${key}`
    let found = held.get(id)
    if (found === undefined) {
      const part = readPart.get(key) ?? null
      found = part && {
        part,
        guide: guide && readEntry.get(guide.id, key, ''),
        settlement: settlement && readEntry.get(settlement.id, key, grade),
      }
      held.set(id, found)
    }
    return found
  }

  /** The answer to one number: what is on record, and the item this role may see. */
  return {
    booksAt,
    partKey,
    find: (number, grade, books) => itemOf(number, priced(partKey(number), grade, books), books),
  }
}

function statusOf(found) {
  if (!found) return ['unknown']
  const { part, guide } = found
  if (part.successor_key !== null) return ['superseded']
  if (part.class === 'core') return ['unpriced', 'core']
  if (part.serviceable !== 1) return ['unpriced', 'notServiceable']
  return guide ? ['priced'] : ['unpriced', 'notInBook']
}

function itemOf(requestedNumber, found, books) {
  const [status, reason] = statusOf(found)
  const part = found?.part
  const guide = status === 'priced' ? found.guide : undefined
  const [guideNetFen, guideGrossFen] = guide ? bothWays(guide.fen, books.guide.basis, guide.bps) : [null, null]
  const item = {
    requestedNumber,
    partNumber: part?.key ?? null,
    status,
    ...(reason ? { reason } : {}),
    names: part ? { zh: part.name_zh, en: part.name_en } : null,
    unit: part?.unit ?? null,
    packQuantity: part?.pack_quantity ?? null,
    ...(status === 'superseded' ? { successor: part.successor_key } : {}),
    orderable: status === 'priced',
    taxBasis: guide ? books.guide.basis : null,
    taxRateBps: guide?.bps ?? part?.tax_rate_bps ?? null,
    guideVersionId: books.guide?.id ?? null,
    guideNetFen,
    guideGrossFen,
  }
  const settlement = status === 'priced' ? found.settlement : undefined
  return { item, status, settlement }
}

/** The same item with what only a buyer may see. */
export function withSettlement({ item, settlement }, books) {
  const [net, gross] = settlement ? bothWays(settlement.fen, books.settlement.basis, settlement.bps) : [null, null]
  item.settlementVersionId = books.settlement?.id ?? null
  item.settlementNetFen = net
  item.settlementGrossFen = gross
  item.priceExplanation = settlement
    ? settlement.grade === ''
      ? { rule: 'entry' }
      : { rule: 'gradeEntry', grade: settlement.grade }
    : null
  return item
}
