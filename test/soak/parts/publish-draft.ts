import type { PriceDesk } from './price-desk.ts'

type Filled = { id: string; settlementVersionId: string | null; guideVersionId: string | null }
type Gate = { gate: string; found: number; open: number }

const DAY_MS = 86_400_000

/** What a compiled draft goes through until it is published, with the seconds of each: a gate that is open takes exceptions. */
export async function publishDraft(desk: PriceDesk, run: Filled, say: (line: string) => void): Promise<void> {
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const answer = await work()
    say(`${what}: ${((performance.now() - started) / 1000).toFixed(2)} s`)
    return answer
  }
  const books = { settlement: run.settlementVersionId, guide: run.guideVersionId }
  const { findings } = await timed('findings of both drafts, counted', () =>
    desk.ask<{ findings: { book: string; gate: string; count: number }[] }>('GET', `/v1/compilations/${run.id}`),
  )
  say(findings.map(({ book, gate, count }) => `${book} ${gate} ${count}`).join(', ') || 'no gate finds anything')
  const path = (book: string, id: string | null) => `/v1/price-books/${book}/versions/${id}`
  const settlement = path('settlement', books.settlement)
  const effectiveOn = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10)
  const { gates } = await timed('submit', () =>
    desk.ask<{ gates: Gate[] }>('POST', `${settlement}/submit`, { effectiveOn }),
  )
  await timed('first page of findings', () => desk.ask('GET', `${settlement}/findings`))
  for (const { book, gate } of findings)
    if (gates.some((each) => each.gate === gate && each.open > 0))
      await timed(`exceptions of ${book} ${gate}`, () => except(desk, path(book, books[book as 'guide']), gate))
  await timed('publish', () => desk.ask('POST', `${settlement}/approve`, undefined, 'serviceDirector'))
}

async function except(desk: PriceDesk, version: string, gate: string): Promise<void> {
  await desk.ask('POST', `${version}/exceptions`, { gate, reason: 'soak' })
  await desk.ask('POST', `${version}/exceptions/approve`, { gate }, 'serviceDirector')
}
