type Schema = {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  minimum?: number
}
type Parameter = { name: string; in: 'path' | 'query' | 'header'; schema?: Schema }

export type Operation = {
  operationId: string
  method: string
  path: string
  may: string[]
  parameters: Parameter[]
  body: Schema | undefined
}

type Document = {
  paths: Record<string, Record<string, Record<string, unknown>>>
  components: { schemas: Record<string, Schema> }
}

/** Every operation of an OpenAPI document, as far as requests are made from it. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, each]) => {
      const content = (each.requestBody as { content?: Record<string, { schema: Schema }> } | undefined)?.content
      return {
        operationId: each.operationId as string,
        method: method.toUpperCase(),
        path,
        may: (each['x-may'] ?? []) as string[],
        parameters: (each.parameters ?? []) as Parameter[],
        body: content?.['application/json']?.schema,
      }
    }),
  )
}

/** Values made from the schemas of one document. */
export class Samples {
  readonly #schemas: Record<string, Schema>

  constructor(document: Document) {
    this.#schemas = document.components.schemas
  }

  resolve(schema: Schema): Schema {
    return schema.$ref ? (this.#schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema
  }

  /** Something the schema allows at first sight. */
  of(given: Schema, depth = 0): unknown {
    const schema = this.resolve(given)
    const [choice] = schema.anyOf ?? schema.oneOf ?? []
    if (choice) return this.of(choice, depth + 1)
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return schema.enum[0]
    const type = [schema.type].flat()[0]
    if (type === 'object' && depth < 6)
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, each]) => [name, this.of(each, depth + 1)]),
      )
    if (type === 'array') return depth < 6 && schema.items ? [this.of(schema.items, depth + 1)] : []
    if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1)
    return type === 'boolean' ? true : '2026-11'
  }
}
