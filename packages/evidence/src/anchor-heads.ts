import type { Ctx } from '@partline/db'
import { addDays, type BusinessDate, dateOf } from '@partline/kernel'
import { anchorOfDay, type Head, headsAfter, insertAnchor } from './heads.repo.ts'

const PAGE = 5_000
const FOLDER = 'audit-heads/'

type Line = [tenantId: string, place: Head['place'], stream: Head['stream'], seq: number, hash: string]
type Anchor = { day: BusinessDate; heads: Line[] }

/**
 * Puts the heads of all chains into R2 once a Shanghai day is over, under that day's name, and never over an object that
 * is there (T6). Cheap to call each minute. Answers the day it anchored, if it did.
 */
export async function anchorHeads(ctx: Ctx, files: R2Bucket): Promise<BusinessDate | undefined> {
  const day = addDays(dateOf(ctx.now), -1)
  if (await ctx.hq.first(anchorOfDay(ctx, day))) return undefined
  const heads = await allHeads(ctx)
  const object = `${FOLDER}${day}.json`
  const anchor: Anchor = {
    day,
    heads: heads.map(({ tenantId, place, stream, seq, hash }) => [tenantId, place, stream, seq, hash]),
  }
  await files.put(object, JSON.stringify(anchor), {
    onlyIf: { etagDoesNotMatch: '*' },
    httpMetadata: { contentType: 'application/json' },
  })
  await ctx.hq.writeBatch([insertAnchor(ctx, { day, object, heads: heads.length, anchoredAt: ctx.now })])
  return day
}

async function allHeads(ctx: Ctx): Promise<Head[]> {
  const heads: Head[] = []
  for (;;) {
    const [page] = await ctx.hq.read(headsAfter(ctx, heads.at(-1), PAGE))
    heads.push(...page)
    if (page.length < PAGE) return heads
  }
}

/** The newest anchor in R2: later heads contain all earlier ones, so one is enough. */
export async function newestAnchor(ctx: Ctx, files: R2Bucket): Promise<Anchor | undefined> {
  const recently = `${FOLDER}${addDays(dateOf(ctx.now), -40)}`
  const name = (await lastName(files, recently)) ?? (await lastName(files, FOLDER))
  const object = name === undefined ? null : await files.get(name)
  return object ? object.json<Anchor>() : undefined
}

async function lastName(files: R2Bucket, startAfter: string): Promise<string | undefined> {
  let last: string | undefined
  let cursor: string | undefined
  do {
    const page = await files.list({ prefix: FOLDER, startAfter, ...(cursor === undefined ? {} : { cursor }) })
    last = page.objects.at(-1)?.key ?? last
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  return last
}
