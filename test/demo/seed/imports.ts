import type { Desk } from './desk.ts'

type Import = { id: string; counts: { create: number; update: number; reject: number } }

/** Uploads a file as the price manager does, and applies it; every row must be accepted. */
export async function importFile(
  desk: Desk,
  as: string,
  file: { kind: 'parts' | 'prices' | 'models' | 'engineeringBom'; fileName: string; csv: string; versionId?: string },
): Promise<number> {
  const { csv, ...query } = file
  const path = `/v1/imports?${new URLSearchParams(query)}`
  const headers = { 'content-type': 'text/csv; charset=utf-8' }
  const response = await desk.world.call('POST', path, { as, headers, body: csv })
  if (!response.ok) throw new Error(`${file.fileName}: ${await response.text()}`)
  const simulated = await settled(desk, as, await response.json<Import>())
  if (simulated.counts.reject > 0) {
    const rows = await desk.get(`/v1/imports/${simulated.id}/rows?verdict=reject&limit=3`, as)
    throw new Error(`${file.fileName}: ${simulated.counts.reject} rows rejected: ${JSON.stringify(rows)}`)
  }
  const answer = await desk.world.call('POST', `/v1/imports/${simulated.id}/apply`, { as, body: {} })
  if (!answer.ok) throw new Error(`${file.fileName}: ${await answer.text()}`)
  const applied = await settled(desk, as, await answer.json<Import>())
  return applied.counts.create + applied.counts.update
}

/** What an import has come to once nothing more happens by itself. */
async function settled(desk: Desk, as: string, { id }: Import): Promise<Import> {
  await desk.world.deliverAll()
  return (await desk.get(`/v1/imports/${id}`, as)) as Import
}
