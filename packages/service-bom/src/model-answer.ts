import { maySeeCosts } from '@partline/catalog'
import type { Ctx } from '@partline/db'
import { readActorNames, showingNamed } from '@partline/identity'
import type { Model } from './models.repo.ts'
import { toModelView } from './views.ts'

/** Whoever is not shown owners is told no name either. */
const ownerFor = (ctx: Ctx) => (model: Model) => (maySeeCosts(ctx) ? model.ownerId : null)

/** A page of models as this caller may see them, with the names of their owners. */
export const showingModels = (ctx: Ctx) =>
  showingNamed(ctx, ownerFor(ctx), (row: Model, name) => toModelView(ctx, row, name))

/** One model as this caller may see it. */
export async function modelAnswer(ctx: Ctx, model: Model) {
  const owner = ownerFor(ctx)(model)
  const names = await readActorNames(ctx, owner === null ? [] : [owner])
  return toModelView(ctx, model, names.get(owner ?? '') ?? null)
}
