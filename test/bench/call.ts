import { randomUUID } from 'node:crypto'

type Call = { key: string; body?: object | string; type?: string; expect?: number }

/** One request outside any load; throws unless it succeeds. */
export async function callJson<T>(url: string, method: string, path: string, call: Call): Promise<T> {
  return JSON.parse(await callText(url, method, path, call)) as T
}

/** The same, as the text that came over the wire. */
export async function callText(url: string, method: string, path: string, call: Call): Promise<string> {
  const headers: Record<string, string> = { authorization: `Bearer ${call.key}` }
  if (method !== 'GET') headers['idempotency-key'] = randomUUID()
  if (call.body !== undefined) headers['content-type'] = call.type ?? 'application/json'
  const body = typeof call.body === 'object' ? JSON.stringify(call.body) : call.body
  const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text
}
