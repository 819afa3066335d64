import { invalidField } from '@partline/kernel'
import { type Column, type SQL, sql } from 'drizzle-orm'

/** One page of a list, as asked for. */
export type PageRequest = { limit: number; cursor?: string | undefined; sort?: string | undefined }
export type Page<T> = { items: T[]; nextCursor: string | null }

/** The orders a list offers: the name in `sort` (a leading `-` turns it round) → the row key and its column. */
export type SortKeys = Record<string, { key: string; column: Column | SQL }>

type Plan = {
  where: SQL | undefined
  orderBy: SQL
  limit: number
  key: string
  tie: string
  descending: boolean
  /** Sort and tie value of the last row of the page before. */
  after: [string | number, string | number] | undefined
}

/**
 * Keyset paging: stable while rows are added. The last sort key is always the record id.
 * @throws invalid-input for an unknown sort or a cursor from another list.
 */
export function planPage(
  request: PageRequest,
  sorts: SortKeys,
  tie: { key: string; column: Column | SQL },
  fallback: string,
): Plan {
  const wanted = request.sort ?? fallback
  const descending = wanted.startsWith('-')
  const sort = sorts[wanted.replace(/^-/, '')]
  if (!sort) {
    const names = Object.keys(sorts).join(', ')
    throw invalidField('?sort', 'unknown_sort', { zh: `排序只能是:${names}`, en: `sort must be one of: ${names}` })
  }
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor, wanted)
  const beyond = descending ? sql`<` : sql`>`
  const direction = descending ? sql`desc` : sql`asc`
  return {
    where: after && sql`(${sort.column}, ${tie.column}) ${beyond} (${after[0]}, ${after[1]})`,
    orderBy: sql`${sort.column} ${direction}, ${tie.column} ${direction}`,
    limit: request.limit + 1,
    key: sort.key,
    tie: tie.key,
    descending,
    after,
  }
}

/** Merges the rows of all shards into the asked page. */
export function pageOf<Row extends object>(rows: Row[], plan: Plan, request: PageRequest, fallback: string): Page<Row> {
  const keyOf = (row: Row, key: string) => (row as Record<string, string | number>)[key] ?? ''
  const sign = plan.descending ? -1 : 1
  const sorted = rows.toSorted((a, b) => {
    const order = compare(keyOf(a, plan.key), keyOf(b, plan.key))
    return sign * (order || compare(keyOf(a, plan.tie), keyOf(b, plan.tie)))
  })
  const items = sorted.slice(0, request.limit)
  const last = items.at(-1)
  const more = sorted.length > request.limit && last
  const sort = request.sort ?? fallback
  return { items, nextCursor: more ? cursorAfter(sort, keyOf(last, plan.key), keyOf(last, plan.tie)) : null }
}

/** The cursor of the page that begins after these values. */
export const cursorAfter = (sort: string, value: string | number, tie: string | number): string =>
  encode(JSON.stringify([sort, value, tie]))

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** By code point, as SQLite orders UTF-8; JavaScript would put 𠮷 before（. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

const rank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit)

function encode(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function readCursor(cursor: string, sort: string): [string | number, string | number] {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0))
    const [name, value, tie] = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes),
    ) as unknown[]
    if (name === sort && isKey(value) && isKey(tie)) return [value, tie]
  } catch {}
  throw invalidField('?cursor', 'bad_cursor', {
    zh: '游标无效:请从第一页重新开始',
    en: 'The cursor does not belong to this list; start from the first page',
  })
}

const isKey = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
