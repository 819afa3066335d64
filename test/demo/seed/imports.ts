import type { Desk } from './desk.ts'

type Import = { id: string; counts: { create: number; update: number; reject: number } }

/** Uploads a file as the price manager does, and applies it; every row must be accepted. */
export async function importFile(
  desk: Desk,
  as: string,
  file: { kind: 'parts' | 'prices'; fileName: string; csv: string; versionId?: string },
): Promise<number> {
  const { csv, ...query } = file
  const path = `/v1/imports?${new URLSearchParams(query)}`
  const headers = { 'content-type': 'text/csv; charset=utf-8' }
  const simulated = await desk.world.json<Import>('POST', path, { as, headers, body: csv, expect: 201 })
  if (simulated.counts.reject > 0) {
    const rows = await desk.get(`/v1/imports/${simulated.id}/rows?verdict=reject&limit=3`, as)
    throw new Error(`${file.fileName}: ${simulated.counts.reject} rows rejected: ${JSON.stringify(rows)}`)
  }
  const applied = await desk.send<Import>('POST', `/v1/imports/${simulated.id}/apply`, { as, body: {}, expect: 200 })
  return applied.counts.create + applied.counts.update
}
