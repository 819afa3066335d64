import type { Context } from 'hono'
import type { AppEnv } from './env.ts'
import { bodyTooLarge, malformedRequest } from './http-problems.ts'

/** Ordinary JSON requests, in bytes. */
export const JSON_LIMIT = 256 * 1024

const MAX_DEPTH = 16

/** Reads the body once, counting what really arrives rather than trusting Content-Length. */
export async function readBody(c: Context<AppEnv>, limit: number): Promise<Uint8Array> {
  const known = c.get('body')
  if (known) return known
  const chunks: Uint8Array[] = []
  let size = 0
  // A reader of one's own: `for await` takes longer over a short body.
  const reader = (c.req.raw.body as ReadableStream<Uint8Array> | null)?.getReader()
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.byteLength
    if (size > limit) {
      await reader?.cancel()
      throw bodyTooLarge({ detail: tooLargeWords(limit) })
    }
    chunks.push(next.value)
  }
  const body = joined(chunks, size)
  c.set('body', body)
  return body
}

const tooLargeWords = (limit: number) => ({
  zh: `请求内容不能超过 ${Math.floor(limit / 1024)} KB`,
  en: `The body may not exceed ${Math.floor(limit / 1024)} KB`,
})

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0]
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.byteLength
  }
  return all
}

/** Parses JSON strictly: valid UTF-8, depth ≤ 16, no name twice in an object, no NUL and no lone surrogate in any text. */
export function parseJson(body: Uint8Array): unknown {
  let text: string
  let value: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
    value = JSON.parse(text)
  } catch {
    throw malformedRequest({ detail: { zh: '请求内容不是有效的 JSON', en: 'The body is not valid JSON' } })
  }
  if (countClean(value, 0) !== namesIn(text))
    throw malformedRequest({ detail: { zh: 'JSON 中有重复的字段', en: 'The JSON names a field twice' } })
  return value
}

/** How many member names a JSON text spells out; an object that names one twice keeps fewer. */
function namesIn(text: string): number {
  let names = 0
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (match[1] !== undefined) names++
  return names
}

/** Refuses text that storage and part-number rules cannot represent. */
export function requireCleanText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed())
    throw malformedRequest({
      detail: { zh: '文本中含有不允许的字符', en: 'A text contains a character that is not allowed' },
    })
}

/** The number of member names in a value, all of whose texts are clean. */
function countClean(value: unknown, depth: number): number {
  if (typeof value === 'string') requireCleanText(value)
  if (typeof value !== 'object' || value === null) return 0
  if (depth === MAX_DEPTH)
    throw malformedRequest({ detail: { zh: 'JSON 嵌套过深', en: 'The JSON is nested too deeply' } })
  const entries = Object.entries(value)
  let names = Array.isArray(value) ? 0 : entries.length
  for (const [key, item] of entries) {
    requireCleanText(key)
    names += countClean(item, depth + 1)
  }
  return names
}

/** The same text for the same content, whatever the order of keys: what an idempotency key is bound to. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
}
