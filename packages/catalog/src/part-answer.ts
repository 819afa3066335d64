import type { Ctx } from '@partline/db'
import { readActorNames, showingNamed } from '@partline/identity'
import type { Part } from './parts.repo.ts'
import { maySeeCosts, toPartView } from './views.ts'

/** Whoever is not shown who decided a class is told no name either. */
const classedBy = (ctx: Ctx) => (part: Part) => (maySeeCosts(ctx) ? part.classBy || null : null)

/** A page of parts as this caller may see them, with the names of those who decided their classes. */
export const showingParts = (ctx: Ctx) =>
  showingNamed(ctx, classedBy(ctx), (row: Part, name) => toPartView(ctx, row, name))

/** One part as this caller may see it. */
export async function partAnswer(ctx: Ctx, part: Part) {
  const by = classedBy(ctx)(part)
  const names = await readActorNames(ctx, by === null ? [] : [by])
  return toPartView(ctx, part, names.get(by ?? '') ?? null)
}
