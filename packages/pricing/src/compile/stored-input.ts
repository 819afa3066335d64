import type { Ctx } from '@partline/db'
import type { Policy } from '../policy/policy.ts'
import type { CompiledPrice } from './compile-book.ts'
import type {
  BooksInput,
  CompileInput,
  LineInput,
  ModelInput,
  PairInput,
  PartInput,
  ServesInput,
} from './compile-input.ts'
import type { CompiledModel } from './sum-models.ts'

/** One page of what a compilation is made of. */
export type InputPage = {
  policy?: Policy
  books?: BooksInput
  parts?: PartInput[]
  models?: ModelInput[]
  lines?: LineInput[]
  serves?: ServesInput[]
  pairs?: PairInput[]
}

/** One page of what came of it. */
export type ResultPage = { prices: CompiledPrice[]; models: CompiledModel[] }

const nameOf = (id: string, kind: 'input' | 'result', page: number) => `compilations/${id}/${kind}/${page}`

const put = (ctx: Ctx, name: string, page: object): Promise<void> => ctx.databases.files.put(name, JSON.stringify(page))

async function get<T>(ctx: Ctx, name: string): Promise<T> {
  const bytes = await ctx.databases.files.get(name)
  if (!bytes) throw new Error(`${name} is lost`)
  return JSON.parse(new TextDecoder().decode(bytes)) as T
}

export const putInput = (ctx: Ctx, id: string, page: number, content: InputPage) =>
  put(ctx, nameOf(id, 'input', page), content)

export const putResult = (ctx: Ctx, id: string, page: number, content: ResultPage) =>
  put(ctx, nameOf(id, 'result', page), content)

export const getResult = (ctx: Ctx, id: string, page: number) => get<ResultPage>(ctx, nameOf(id, 'result', page))

/** The whole input, page after page. */
export async function getInput(ctx: Ctx, id: string, pages: number): Promise<CompileInput> {
  const input = {
    parts: [] as PartInput[],
    models: [] as ModelInput[],
    lines: [] as LineInput[],
    serves: [] as ServesInput[],
    pairs: [] as PairInput[],
  }
  let policy: Policy | undefined
  let books: BooksInput | undefined
  for (let page = 0; page < pages; page++) {
    const content = await get<InputPage>(ctx, nameOf(id, 'input', page))
    policy ??= content.policy
    books ??= content.books
    for (const part of content.parts ?? []) input.parts.push(part)
    for (const model of content.models ?? []) input.models.push(model)
    for (const line of content.lines ?? []) input.lines.push(line)
    for (const serves of content.serves ?? []) input.serves.push(serves)
    for (const pair of content.pairs ?? []) input.pairs.push(pair)
  }
  if (!policy || !books) throw new Error(`compilation ${id} has lost its policy`)
  return { ...input, policy, books }
}

/** Removes what a compilation that has ended no longer needs. */
export const removePages = (ctx: Ctx, id: string, inputPages: number, resultPages: number): Promise<void> =>
  ctx.databases.files.remove([
    ...Array.from({ length: inputPages }, (_, page) => nameOf(id, 'input', page)),
    ...Array.from({ length: resultPages }, (_, page) => nameOf(id, 'result', page)),
  ])
