import { env } from 'cloudflare:workers'
import { World } from '@partline/testing'
import { expect, test } from 'vitest'

const world = new World({ bindings: env })
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}
type Operation = { operationId?: string; responses: Record<string, { content?: Record<string, { schema: unknown }> }> }

const document = () => world.json<Document>('GET', '/v1/openapi.json', { expect: 200 })

test('the document is OpenAPI 3.1, open to everyone, and names every operation once', async () => {
  const { openapi, paths } = await document()
  expect(openapi).toMatch(/^3\.1/)
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId))
  expect(ids.length).toBeGreaterThan(15)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).not.toContain(undefined)
})

test('every object in every answer is closed, so an undeclared field is a fault', async () => {
  const text = await document()
  const open: string[] = []
  walk(text.components.schemas, '#/components/schemas')
  for (const [path, item] of Object.entries(text.paths))
    for (const [method, operation] of Object.entries(item)) walk(operation.responses, `${method} ${path}`)
  expect(open).toEqual([])

  function walk(node: unknown, where: string) {
    if (typeof node !== 'object' || node === null) return
    const schema = node as Record<string, unknown>
    if (schema.type === 'object' && schema.properties && schema.additionalProperties !== false) open.push(where)
    for (const [key, value] of Object.entries(schema)) walk(value, `${where}/${key}`)
  }
})

test('the reference page needs nothing from elsewhere', async () => {
  const page = await world.call('GET', '/v1/reference')
  expect(page.status).toBe(200)
  expect(await page.text()).not.toMatch(/https?:\/\//)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
})
