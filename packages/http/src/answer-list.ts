import { auditOf, type Page, type PageRequest } from '@partline/db'
import { dateOf } from '@partline/kernel'
import { type Cell, CSV_BOM, csvRecord, XlsxFile } from '@partline/sheets'
import type { Context, TypedResponse } from 'hono'
import type { AppEnv } from './env.ts'
import { SECURITY_HEADERS } from './json-bytes.ts'
import { headerCells, type ListSheet, rowCells } from './list-sheet.ts'

/** Most rows of one export. */
const MAX_ROWS = 100_000
/** Rows of a page; so that the pages of all shards stay well under the requests one Worker may make. */
const AT_ONCE = 2_500

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export type ListRequest = PageRequest & { format?: 'json' | 'csv' | 'xlsx' | undefined }

/**
 * Answers a list: one page as JSON, or with `format` all of it from there on as a CSV or XLSX file of at most 100,000 rows,
 * with the same filters, rights and fields. An export is on the audit trail before its first byte leaves (T6).
 */
export async function answerList<I extends object>(
  c: Context<AppEnv>,
  request: ListRequest,
  read: (request: PageRequest) => Promise<Page<I>>,
  sheet: ListSheet,
): Promise<Response & TypedResponse<Page<I>, 200, 'json'>> {
  const { format = 'json', ...page } = request
  if (format === 'json') return c.json(await read(page)) as never
  const first = await read({ ...page, limit: AT_ONCE })
  await recordExport(c, sheet, format)
  const rows = rowsOf(c, sheet, first, (cursor) => read({ ...page, limit: AT_ONCE, cursor }))
  const name = `${sheet.name[c.var.ctx.locale]}-${dateOf(c.var.ctx.now)}.${format}`
  c.set('headersComplete', true)
  const headers = {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="export.${format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-request-id': c.get('requestId'),
    ...SECURITY_HEADERS,
  }
  const bytes = format === 'csv' ? csvBytes(rows) : xlsxBytes(rows, sheet.name[c.var.ctx.locale])
  return new Response(streamOf(bytes), { headers }) as never
}

const recordExport = (c: Context<AppEnv>, sheet: ListSheet, format: string): Promise<void> =>
  recordReading(c, 'list.exported', new URL(c.req.url).pathname, { list: sheet.name.en, format })

/** Puts on the audit trail that somebody reads what must not be read without a trace, before it is answered (T6). */
export async function recordReading(
  c: Context<AppEnv>,
  action: 'list.exported' | 'prices.read',
  subject: string,
  what: Record<string, string> = {},
): Promise<void> {
  const { ctx } = c.var
  const store = ctx.channel ?? ctx.hq
  const detail = { ...what, query: new URL(c.req.url).search.slice(0, 500) }
  await store.writeBatch([auditOf(ctx, store, { action, subject, detail })])
}

/** Header, rows and, when there are more than fit, a last row that says so; some at a time. */
async function* rowsOf<I extends object>(
  c: Context<AppEnv>,
  sheet: ListSheet,
  first: Page<I>,
  next: (cursor: string) => Promise<Page<I>>,
): AsyncGenerator<Cell[][]> {
  const { locale } = c.var.ctx
  let written = 0
  yield [headerCells(sheet, locale)]
  for (let page = first; ; page = await next(page.nextCursor)) {
    const rows = page.items.flatMap((item) => rowCells(sheet, item, locale))
    const kept = rows.slice(0, MAX_ROWS - written)
    written += kept.length
    yield kept
    if (kept.length < rows.length || (written === MAX_ROWS && page.nextCursor !== null))
      yield [[{ text: MORE[locale] }]]
    if (written >= MAX_ROWS || page.nextCursor === null) return
  }
}

const MORE = {
  zh: '只导出了前 100000 行;请加上筛选条件,分几次导出',
  en: 'Only the first 100,000 rows were exported; narrow the list and export it in parts',
}

async function* csvBytes(rows: AsyncIterable<Cell[][]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(CSV_BOM)
  for await (const some of rows) yield encoder.encode(some.map(csvRecord).join(''))
}

async function* xlsxBytes(rows: AsyncIterable<Cell[][]>, name: string): AsyncGenerator<Uint8Array> {
  const file = new XlsxFile(name)
  for await (const some of rows) {
    for (const row of some) file.add(row)
    yield* file.take()
  }
  yield* file.finish()
}

function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await bytes.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await bytes.return(undefined)
    },
  })
}

/** A page of rows as a page of what is shown of them. */
export const showing =
  <Row, Item>(view: (row: Row) => Item) =>
  (page: Page<Row>): Page<Item> => ({ ...page, items: page.items.map((row) => view(row)) })
