import { listedParts, publishFirstBooks } from './books.ts'
import { openBrand } from './brand.ts'
import { importCatalogue } from './catalogue.ts'
import { Desk } from './desk.ts'
import { buildModels } from './models.ts'
import { decidePolicy } from './policy.ts'
import type { SeedRequest } from './request.ts'
import { tradeForAYear } from './year.ts'

type Line = { step: string } | { failed: string } | { demo: object }

/** Makes the demonstration brand with the product's own verbs and a moving clock; answers a JSON line per step. */
export default {
  async fetch(request, env, execution) {
    const input = (await request.json()) as SeedRequest
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    const write = (line: Line) => writer.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`))
    const work = tell(env, input, (step) => write({ step }))
      .then((demo) => write({ demo }))
      .catch((error: Error) => write({ failed: `${error.message}\n${error.stack}` }))
      .finally(() => writer.close())
    execution.waitUntil(work)
    return new Response(readable)
  },
} satisfies ExportedHandler<Env>

async function tell(env: Env, input: SeedRequest, say: (step: string) => Promise<void>): Promise<object> {
  const desk = new Desk(env, input)
  const brand = await openBrand(desk)
  await say(`${brand.channels.length} channels on both shards, a person and a key in every role`)
  const imported = await importCatalogue(desk, brand.hq.priceManager.apiKey, input.parts)
  const listed = listedParts(input.parts)
  await publishFirstBooks(desk, brand.hq, listed)
  await say(`${imported} parts of a real catalogue, guide and settlement book published`)
  const done = await tradeForAYear(desk, brand, listed)
  await say(
    `${desk.from} to ${desk.to}: ${done.orders} orders, ${done.payments} payments, ${done.statements} statements`,
  )
  const { models, lines: productLines } = input.cars
  await buildModels(desk, brand.hq.priceManager.apiKey, input.cars, listed)
  await decidePolicy(desk, brand.hq.priceManager.apiKey, listed)
  const lines = models.reduce((sum, model) => sum + model.lines.length, 0)
  await say(
    `${models.length} models of ${productLines.length} product lines with ${lines} BOM lines, and a price policy`,
  )
  await desk.world.settle()
  return brand
}
