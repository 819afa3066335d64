import { auditOf, type Ctx, commit, isGuardFailure } from '@partline/db'
import { changedMeanwhile, Problem } from '@partline/kernel'
import { announceCompilation, type Compilation, getCompilation, stepOf, writeResult } from './compilations.repo.ts'
import { compileBook } from './compile-book.ts'
import { withChanges } from './compile-input.ts'
import { finishCompilation } from './finish-compilation.ts'
import { gatherInput } from './gather-input.ts'
import { getInput, getResult, putResult, removePages } from './stored-input.ts'

/** Prices of one page of results. */
const PRICES = 2_000
const RACES = 20

const isWorking = ({ status }: Compilation) => status === 'gathering' || status === 'solving' || status === 'writing'

/**
 * Takes a compilation's steps until it has ended, or until `steps` are taken. Each step is one commit that only the first
 * of several runs makes, and works from what the step before it wrote down: a run may be killed, repeated or doubled.
 */
export async function runCompilation(ctx: Ctx, id: string, steps = Number.POSITIVE_INFINITY): Promise<Compilation> {
  let races = 0
  for (let taken = 0; ; taken++) {
    const before = await getCompilation(ctx, id)
    if (!isWorking(before) || taken >= steps) return before
    try {
      await takeStep(ctx, before)
    } catch (error) {
      if (isGuardFailure(error)) {
        if (++races > RACES) throw changedMeanwhile()
      } else if (error instanceof Problem && error.definition.kind !== 'unavailable') await fail(ctx, before, error)
      else throw error
    }
  }
}

function takeStep(ctx: Ctx, before: Compilation): Promise<void> {
  if (before.status === 'gathering') return gatherInput(ctx, before)
  if (before.status === 'solving') return solve(ctx, before)
  return before.writtenPages < before.resultPages ? write(ctx, before) : finish(ctx, before)
}

async function solve(ctx: Ctx, before: Compilation): Promise<void> {
  const input = await getInput(ctx, before.id, before.inputPages)
  const { prices, models, outcome, summary } = compileBook(withChanges(input, JSON.parse(before.changes)))
  const pages = Math.ceil(Math.max(prices.length, models.length) / PRICES)
  for (let page = 0; page < pages; page++) {
    const [from, to] = [page * PRICES, (page + 1) * PRICES]
    await putResult(ctx, before.id, page, { prices: prices.slice(from, to), models: models.slice(from, to) })
  }
  await step(ctx, before, 'compilation.solved', {
    ...{ status: 'writing', outcome, resultPages: pages, summary: JSON.stringify(summary) },
    ...{ parts: prices.length, models: models.length },
  })
}

async function write(ctx: Ctx, before: Compilation): Promise<void> {
  const page = await getResult(ctx, before.id, before.writtenPages)
  const rows = writeResult(ctx.hq, before.id, page)
  await step(ctx, before, 'compilation.written', { writtenPages: before.writtenPages + 1 }, rows)
}

async function finish(ctx: Ctx, before: Compilation): Promise<void> {
  await finishCompilation(ctx, before)
  await removePages(ctx, before.id, before.inputPages, before.resultPages)
}

async function step(
  ctx: Ctx,
  before: Compilation,
  action: string,
  set: Partial<Compilation>,
  rows = [] as ReturnType<typeof writeResult>,
) {
  const { guard, row } = stepOf(ctx.hq, before, set)
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [guard],
    rows: [row, ...rows],
    audit: auditOf(ctx, ctx.hq, { action, subject: before.id, detail: { page: before.writtenPages } }),
    outbox: [announceCompilation(ctx, before.id)],
  })
}

async function fail(ctx: Ctx, before: Compilation, problem: Problem): Promise<void> {
  const failure = problem.definition.type
  const { guard, row } = stepOf(ctx.hq, before, { status: 'failed', failure, endedAt: ctx.now })
  const audit = auditOf(ctx, ctx.hq, { action: 'compilation.failed', subject: before.id, detail: { reason: failure } })
  try {
    await commit(ctx, ctx.hq, { subject: before.id, guards: [guard], rows: [row], audit })
    await removePages(ctx, before.id, before.inputPages, before.resultPages)
  } catch (error) {
    if (!isGuardFailure(error)) throw error
  }
}
