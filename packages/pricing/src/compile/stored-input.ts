import type { Ctx } from '@partline/db'
import type { Policy } from '../policy/policy.ts'
import type { Compilation } from './compilations.repo.ts'
import type { CompiledPrice } from './compile-book.ts'
import {
  type BooksInput,
  type CompileInput,
  type LineInput,
  LineList,
  type ModelInput,
  type PairInput,
  type PartInput,
} from './compile-input.ts'
import type { CompiledModel } from './sum-models.ts'

/** One page of what a compilation is made of. */
export type InputPage = {
  policy?: Policy
  books?: BooksInput
  parts?: PartInput[]
  models?: ModelInput[]
  lines?: LineInput[]
  pairs?: PairInput[]
}

/** One page of what came of it. */
export type ResultPage = { prices: CompiledPrice[]; models: CompiledModel[] }

/** Whose pages: several runs of a compilation at once each write their own, and the one that commits names them. */
type Attempt = { id: string; attempt: string }

const FOLDER = 'compilations/'
const folderOf = (id: string) => `${FOLDER}${id}/`
const nameOf = ({ id, attempt }: Attempt, kind: 'input' | 'result', page: number) =>
  `${folderOf(id)}${kind}/${attempt}/${page}`

const put = (ctx: Ctx, name: string, page: object): Promise<void> => ctx.databases.files.put(name, JSON.stringify(page))

async function get<T>(ctx: Ctx, name: string): Promise<T> {
  const bytes = await ctx.databases.files.get(name)
  if (!bytes) throw new Error(`${name} is lost`)
  return JSON.parse(new TextDecoder().decode(bytes)) as T
}

export const putInput = (ctx: Ctx, of: Attempt, page: number, content: InputPage) =>
  put(ctx, nameOf(of, 'input', page), content)

export const putResult = (ctx: Ctx, of: Attempt, page: number, content: ResultPage) =>
  put(ctx, nameOf(of, 'result', page), content)

export const getResult = (ctx: Ctx, { id, resultAttempt, writtenPages }: Compilation) =>
  get<ResultPage>(ctx, nameOf({ id, attempt: resultAttempt ?? '' }, 'result', writtenPages))

/** The whole input, page after page: parts and models come before the lines that name them. */
export async function getInput(ctx: Ctx, { id, inputAttempt, inputPages }: Compilation): Promise<CompileInput> {
  const input = {
    parts: [] as PartInput[],
    models: [] as ModelInput[],
    pairs: [] as PairInput[],
  }
  let policy: Policy | undefined
  let books: BooksInput | undefined
  let lines: LineList | undefined
  for (let page = 0; page < inputPages; page++) {
    const content = await get<InputPage>(ctx, nameOf({ id, attempt: inputAttempt ?? '' }, 'input', page))
    policy ??= content.policy
    books ??= content.books
    for (const part of content.parts ?? []) input.parts.push(part)
    for (const model of content.models ?? []) input.models.push(model)
    if (content.lines) lines ??= new LineList(input.parts, input.models)
    for (const line of content.lines ?? []) lines?.add(line)
    for (const pair of content.pairs ?? []) input.pairs.push(pair)
  }
  if (!policy || !books) throw new Error(`compilation ${id} has lost its policy`)
  return { ...input, policy, books, lines: (lines ?? new LineList([], [])).done() }
}

/** Removes what a compilation that has ended no longer needs, of every attempt. */
export const removePages = (ctx: Ctx, id: string): Promise<number> => ctx.databases.files.removeUnder(folderOf(id))

/** Compilations of which there are files, the first thousand. */
export const keptPages = async (ctx: Ctx): Promise<string[]> =>
  (await ctx.databases.files.foldersIn(FOLDER)).map((folder) => folder.slice(FOLDER.length, -1))
