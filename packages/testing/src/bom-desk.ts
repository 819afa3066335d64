import type { World } from './world.ts'

type Import = { id: string; status: string; counts: Record<string, number> }
type Issue = { code: string; severity: string }
type Line = { number: string; quantity: number; serialFrom: string | null; serialTo: string | null }
type Page<T> = { items: T[] }

/** Parts for BOMs: of each class, serviceable and not, without cost, replaced. */
const PARTS = `part_number,name_zh,name,class,cost,weight_g,serviceable,superseded_by
ENG,发动机,ENGINE,module,30000,95000,yes,
BOX,变速箱,GEARBOX,module,9000,18000,no,
GEAR,齿轮,GEAR,module,100,500,yes,
BOLT,螺栓,BOLT,standard,2,10,yes,
PAD,刹车片,PAD,wear,90,700,yes,
ECU,电脑,ECU,core,3000,900,no,
RAW,毛坯,RAW,module,5,100,no,
NOCOST,无成本件,NO COST,module,,50,yes,
OLD,旧件,OLD,module,10,50,yes,GEAR
`

const ENGLISH = { 'accept-language': 'en' }

/** The acts of tests on models and BOMs, as one person of HQ; `lines` are read as `reader`. */
export class BomDesk {
  readonly #world: World
  readonly #as: string
  readonly #reader: string

  constructor(world: World, as: string, reader: string) {
    this.#world = world
    this.#as = as
    this.#reader = reader
  }

  /** The parts above and the product line MG. */
  async open(): Promise<void> {
    await this.apply((await this.upload('parts', PARTS)).id)
    const names = { zh: '名爵', en: 'MG' }
    await this.#world.json('PUT', '/v1/product-lines/mg', { as: this.#as, body: { names }, expect: 200 })
  }

  get<T>(path: string, as = this.#as): Promise<T> {
    return this.#world.json<T>('GET', path, { as, headers: ENGLISH, expect: 200 })
  }

  upload(kind: string, body: string): Promise<Import> {
    const headers = { 'content-type': 'text/csv', ...ENGLISH }
    const path = `/v1/imports?kind=${kind}&fileName=a.csv`
    return this.#world.json<Import>('POST', path, { as: this.#as, body, headers, expect: 201 })
  }

  apply(id: string, expect = 200, body = {}): Promise<Import> {
    return this.#world.json<Import>('POST', `/v1/imports/${id}/apply`, { as: this.#as, body, expect })
  }

  /** An import's remarks as "line severity code". */
  async issues(id: string): Promise<string[]> {
    const page = await this.get<Page<{ line: number; issues: Issue[] }>>(`/v1/imports/${id}/rows?limit=100`)
    return page.items.flatMap((row) => row.issues.map((issue) => `${row.line} ${issue.severity} ${issue.code}`))
  }

  newModel(code: string): Promise<unknown> {
    const body = { code, names: { zh: code, en: code }, productLine: 'MG' }
    return this.#world.json('POST', '/v1/models', { as: this.#as, body, expect: 201 })
  }

  /** Loads rows of "parent,part,quantity,serial from,serial to" as the BOM of a model. */
  async load(model: string, rows: readonly string[]): Promise<Import> {
    return this.apply((await this.upload('engineeringBom', bomFile(model, rows))).id)
  }

  /** A service BOM as "part quantity from..to". */
  async lines(model: string, query = ''): Promise<string[]> {
    const page = await this.get<Page<Line>>(`/v1/models/${model}/parts?limit=100${query}`, this.#reader)
    return page.items.map((line) => {
      return `${line.number} ${line.quantity} ${line.serialFrom ?? ''}..${line.serialTo ?? ''}`
    })
  }

  decide(model: string, number: string, action: string, expect = 200): Promise<unknown> {
    const body = { action, reason: '模块化' }
    return this.#world.json('PUT', `/v1/models/${model}/simplifications/${number}`, { as: this.#as, body, expect })
  }

  /** What the checks find as "kind part". */
  async checks(model: string): Promise<string[]> {
    const page = await this.get<Page<{ kind: string; number: string | null }>>(`/v1/models/${model}/checks?limit=100`)
    return page.items.map(({ kind, number }) => `${kind} ${number ?? ''}`)
  }
}

/** Rows of "parent,part,quantity,serial from,serial to" as a file. */
export const bomFile = (model: string, rows: readonly string[]): string =>
  ['model,parent,part_number,quantity,serial_from,serial_to', ...rows.map((row) => `${model},${row}`), ''].join('\n')
