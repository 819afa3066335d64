import { isBusinessDate, isMonth, MAX_FEN } from '@partline/kernel'
import * as z from 'zod'
import { say } from './issue-words.ts'

/** RFC 9457 problem details; `errors` names each field that is wrong. */
export const ProblemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })

/** Money in answers: integer fen, may be negative. */
export const FenView = z.int().meta({ description: 'fen (1/100 yuan), integer' })

/** A positive amount in a request: integer fen, 1 … 10^13. */
export const FenInput = z.int().min(1).max(MAX_FEN)

/** Pieces in a request: 1 … 1,000,000. */
export const QuantityInput = z.int().min(1).max(1_000_000)

/** A rate in basis points, 0 … 10,000. */
export const BpsInput = z.int().min(0).max(10_000)

/** A Shanghai business date. */
export const DateInput = z
  .string()
  .refine(isBusinessDate, say('应为有效日期,格式 YYYY-MM-DD', 'must be a real date, YYYY-MM-DD'))

/** A Shanghai month. */
export const MonthInput = z.string().refine(isMonth, say('应为月份,格式 YYYY-MM', 'must be a month, YYYY-MM'))

/** Free text as a person types it: trimmed, not empty. */
export const TextInput = (max: number) => z.string().trim().min(1).max(max)

/** A record id in a path. Anything that cannot be an id is simply not found later. */
export const IdParam = z.strictObject({ id: z.string().min(1).max(64) })

const pageFields = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(500).optional(),
  sort: z.string().min(1).max(40).optional(),
}

/** `limit`, `cursor` and `sort`, with a list's own filters beside them; anything else is refused. */
export const PageQuery = <F extends z.ZodRawShape>(filters: F) => z.strictObject({ ...pageFields, ...filters })

/** The same of a list that may be had as a file: `format` csv or xlsx gives all of it from the cursor on (`answerList`). */
export const ListQuery = <F extends z.ZodRawShape>(filters: F) =>
  z.strictObject({ ...pageFields, format: z.enum(['json', 'csv', 'xlsx']).optional(), ...filters })

/** `{ items, nextCursor }` */
export const PageView = <I extends z.ZodType>(item: I) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })
