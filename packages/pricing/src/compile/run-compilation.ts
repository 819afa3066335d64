import { auditOf, type Ctx, commit, isConstraintFailure, isGuardFailure } from '@partline/db'
import { changedMeanwhile, Problem } from '@partline/kernel'
import { compiledNumberRefused } from '../problems.ts'
import { announceCompilation, type Compilation, getCompilation, stepOf, writeResult } from './compilations.repo.ts'
import { compileBook } from './compile-book.ts'
import { withChanges } from './compile-input.ts'
import { failCompilation } from './fail-compilation.ts'
import { finishCompilation } from './finish-compilation.ts'
import { gatherInput } from './gather-input.ts'
import { shortened } from './kept-summary.ts'
import { getInput, getResult, putResult, removePages } from './stored-input.ts'

/** Prices of one page of results. */
const PRICES = 2_000
/** How often a step is tried again because what it is made of moved meanwhile. */
const RACES = 5

const isWorking = ({ status }: Compilation) => status === 'gathering' || status === 'solving' || status === 'writing'

/**
 * Takes a compilation's steps until it has ended, or until `steps` are taken, by this run or by another. Each step is one
 * commit that only the first of several runs makes, and works from what the step before it wrote down: a run may be killed,
 * repeated or doubled. @throws changed-meanwhile when what a step is made of keeps moving; it may be run again later
 */
export async function runCompilation(ctx: Ctx, id: string, steps = Number.POSITIVE_INFINITY): Promise<Compilation> {
  for (let taken = 0; ; taken++) {
    const before = await getCompilation(ctx, id)
    if (!isWorking(before) || taken >= steps) return before
    await takeStep(ctx, before)
  }
}

/** Takes one step, again while its input moves; returns once it is committed, by whomever. */
async function takeStep(ctx: Ctx, before: Compilation): Promise<void> {
  for (let races = 0; races < RACES; races++) {
    try {
      return await attempt(ctx, before)
    } catch (error) {
      if ((await getCompilation(ctx, before.id)).step !== before.step) return
      if (isGuardFailure(error)) continue
      return failCompilation(ctx, before, refusalOf(error))
    }
  }
  throw changedMeanwhile()
}

/** Why the same step would fail again. @throws the error itself when it may not */
function refusalOf(error: unknown): Problem {
  if (error instanceof Problem && error.definition.kind !== 'unavailable') return error
  if (isConstraintFailure(error)) return compiledNumberRefused()
  throw error
}

function attempt(ctx: Ctx, before: Compilation): Promise<void> {
  if (before.status === 'gathering') return gatherInput(ctx, before)
  if (before.status === 'solving') return solve(ctx, before)
  return before.writtenPages < before.resultPages ? write(ctx, before) : finish(ctx, before)
}

async function solve(ctx: Ctx, before: Compilation): Promise<void> {
  const input = await getInput(ctx, before)
  const { prices, models, outcome, summary } = compileBook(withChanges(input, JSON.parse(before.changes)))
  const pages = Math.ceil(Math.max(prices.length, models.length) / PRICES)
  const resultAttempt = ctx.ids.next('try')
  for (let page = 0; page < pages; page++) {
    const [from, to] = [page * PRICES, (page + 1) * PRICES]
    const content = { prices: prices.slice(from, to), models: models.slice(from, to) }
    await putResult(ctx, { id: before.id, attempt: resultAttempt }, page, content)
  }
  await step(ctx, before, 'compilation.solved', {
    ...{ status: 'writing', outcome, resultAttempt, resultPages: pages, summary: JSON.stringify(shortened(summary)) },
    ...{ parts: prices.length, models: models.length },
  })
}

async function write(ctx: Ctx, before: Compilation): Promise<void> {
  const rows = writeResult(ctx.hq, before.id, await getResult(ctx, before))
  await step(ctx, before, 'compilation.written', { writtenPages: before.writtenPages + 1 }, rows)
}

async function finish(ctx: Ctx, before: Compilation): Promise<void> {
  if (await finishCompilation(ctx, before)) await removePages(ctx, before.id)
}

async function step(
  ctx: Ctx,
  before: Compilation,
  action: string,
  set: Partial<Compilation>,
  rows = [] as ReturnType<typeof writeResult>,
) {
  const { guard, row } = stepOf(ctx, before, set)
  await commit(ctx, ctx.hq, {
    subject: before.id,
    guards: [guard],
    rows: [row, ...rows],
    audit: auditOf(ctx, ctx.hq, { action, subject: before.id, detail: { page: before.writtenPages } }),
    outbox: [announceCompilation(ctx, before.id)],
  })
}
