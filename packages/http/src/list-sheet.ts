import type { Locale, Words } from '@partline/kernel'
import type { Cell } from '@partline/sheets'
import * as z from 'zod'
import { COMMON_WORDS } from './list-words.ts'

/** How a value is written: money in yuan, rates in percent, instants as Shanghai time, yes and no in words. */
type Kind = 'money' | 'rate' | 'number' | 'instant' | 'yesNo' | 'list' | 'json' | 'text'

type Column = { path: readonly string[]; kind: Kind; words: Words }

/** A list as a table: what it is called, what the rows are, and what the columns are called. */
export type ListSheet = {
  name: Words
  columns: readonly Column[]
  expand: ((item: object) => readonly object[]) | undefined
}

type Parts<V extends z.ZodObject> = {
  name: Words
  /** The view of one row, exactly as far as the caller may see it: a column for every field, none beside. */
  row: V
  /** What fields are called here, by path (`names.zh`), where the common words do not say it. */
  words?: Record<string, Words>
  /** The rows of one item, where they are not the item itself. */
  expand?: (item: never) => readonly z.output<V>[]
}

/** A table made from the view of its rows. @throws when a field has no name in both languages */
export function listSheet<V extends z.ZodObject>({ name, row, words, expand }: Parts<V>): ListSheet {
  const columns = fieldsOf(row, []).map(({ path, kind }): Column => {
    const key = path.join('.')
    const found = words?.[key] ?? COMMON_WORDS[key] ?? COMMON_WORDS[path.at(-1) ?? '']
    if (!found) throw new Error(`the column ${key} of ${name.en} has no name`)
    return { path, kind, words: found }
  })
  return { name, columns, expand: expand as ListSheet['expand'] }
}

type Field = Pick<Column, 'path' | 'kind'>

function fieldsOf(schema: z.ZodType, path: readonly string[]): Field[] {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject)
    return Object.entries(inner.shape).flatMap(([key, field]) => fieldsOf(field as z.ZodType, [...path, key]))
  return [{ path, kind: kindOf(inner, path.at(-1) ?? '') }]
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return unwrapped(schema.unwrap() as z.ZodType)
  return schema
}

function kindOf(schema: z.ZodType, name: string): Kind {
  if (schema instanceof z.ZodNumber) return name.endsWith('Fen') ? 'money' : name.endsWith('Bps') ? 'rate' : 'number'
  if (schema instanceof z.ZodBoolean) return 'yesNo'
  if (schema instanceof z.ZodArray) return schema.element instanceof z.ZodString ? 'list' : 'json'
  if (schema instanceof z.ZodString) return /(^a|A)t$/.test(name) ? 'instant' : 'text'
  return schema instanceof z.ZodRecord || schema instanceof z.ZodUnion ? 'json' : 'text'
}

export const headerCells = (sheet: ListSheet, locale: Locale): Cell[] =>
  sheet.columns.map(({ words }) => ({ text: words[locale] }))

/** The rows of one item of the list. */
export function rowCells({ columns, expand }: ListSheet, item: object, locale: Locale): Cell[][] {
  const rows = expand ? expand(item) : [item]
  return rows.map((row) => columns.map(({ path, kind }) => cellOf(valueAt(row, path), kind, locale)))
}

function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key]
  return value
}

function cellOf(value: unknown, kind: Kind, locale: Locale): Cell {
  if (value === null || value === undefined) return null
  switch (kind) {
    case 'money':
      return { number: hundredths(Number(value), 2) }
    case 'rate':
      return { number: hundredths(Number(value), 0) }
    case 'number':
      return { number: String(value) }
    case 'yesNo':
      return { text: (value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' })[locale] }
    case 'instant':
      return { text: shanghaiText(String(value)) }
    case 'list':
      return { text: (value as string[]).join('; ') }
    case 'json':
      return { text: JSON.stringify(value) }
    case 'text':
      return { text: String(value) }
  }
}

/** A whole number of hundredths as a decimal, with as many decimals as it needs and at least so many. */
function hundredths(value: number, atLeast: number): string {
  const size = Math.abs(value)
  const decimals = String(size % 100).padStart(2, '0')
  const kept = atLeast === 2 ? decimals : decimals.replace(/0+$/, '')
  return `${value < 0 ? '-' : ''}${Math.floor(size / 100)}${kept === '' ? '' : `.${kept}`}`
}

const SHANGHAI_MS = 8 * 3_600_000

const shanghaiText = (instant: string) =>
  new Date(Date.parse(instant) + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ')
