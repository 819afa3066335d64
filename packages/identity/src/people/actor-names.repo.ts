import type { Ctx, Page } from '@partline/db'
import { sql } from 'drizzle-orm'

/**
 * What those who act for HQ are called, by the ids that records keep: people by their names, API keys by their labels. For
 * whoever may read the record; there is nothing of a person here but the name.
 */
export async function readActorNames(ctx: Ctx, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const { hq } = ctx
  const asked = JSON.stringify([...new Set(ids)])
  if (asked === '[]') return new Map()
  const [people, keys] = await hq.read(
    hq.statement<{ id: string; name: string }>(sql`
      select p.id, p.name from json_each(${asked}) w join person p on p.id = w.value`),
    hq.own.statement<{ id: string; name: string }>(sql`
      select k.id, k.label as name from json_each(${asked}) w
      join api_key k on k.channel_id = ${hq.own.channelId} and k.id = w.value`),
  )
  return new Map([...keys, ...people].map(({ id, name }) => [id, name]))
}

/** A page of rows as a page of what is shown of them, each with the name of whoever `idOf` says; null for nobody. */
export const showingNamed =
  <Row, Item>(ctx: Ctx, idOf: (row: Row) => string | null, view: (row: NoInfer<Row>, name: string | null) => Item) =>
  async (page: Page<Row>): Promise<Page<Item>> => {
    const ids = page.items.map(idOf)
    const names = await readActorNames(
      ctx,
      ids.filter((id) => id !== null),
    )
    return { ...page, items: page.items.map((row, at) => view(row, names.get(ids[at] ?? '') ?? null)) }
  }
