import { setTimeout } from 'node:timers/promises'
import type { Runtime } from '../runtime.ts'
import { callJson, callText } from './call.ts'
import type { BenchKey } from './fill-partline.ts'
import { BATCH } from './load.ts'
import type { LoadName, Measured } from './rounds.ts'

/** Single look-ups each side answers in `requireSameAnswers`. */
const ASKED = 20

/**
 * Both sides must give every kind of key the same bytes, or the comparison would be of different work.
 * @returns how many numbers each was asked
 */
export async function requireSameAnswers(
  ours: string,
  theirs: string,
  keys: readonly BenchKey[],
  numbers: string[],
): Promise<number> {
  const asked = [...numbers.slice(0, ASKED - 1), 'nothing of ours']
  for (const [n, number] of asked.entries()) {
    const key = keys[n % keys.length]?.secret ?? ''
    const path = `/v1/prices/${encodeURIComponent(number)}`
    same(path, await callText(ours, 'GET', path, { key }), await callText(theirs, 'GET', path, { key }))
  }
  const body = { partNumbers: numbers.slice(0, BATCH) }
  const call = { key: keys[0]?.secret ?? '', body }
  const path = '/v1/prices/lookup'
  same(path, await callText(ours, 'POST', path, call), await callText(theirs, 'POST', path, call))
  return ASKED + BATCH
}

function same(path: string, ours: string, theirs: string): void {
  if (ours !== theirs) throw new Error(`${path}: the peer answers something else\n${ours}\n${theirs}`)
}

/** What each side was asked before the rounds began, in numbers. */
export type AskedBefore = { partline: number; peer: number }

/** Counts the look-up records of all databases on both sides: exactly one for every number asked. */
export async function requireEveryLookupOnRecord(
  runtime: Runtime,
  peer: string,
  loads: Record<LoadName, Measured>,
  before: AskedBefore,
): Promise<string> {
  await setTimeout(2_000)
  const expected = before.partline + loads.single.answered + BATCH * loads.batch.answered
  const recorded = await countRecords(runtime)
  if (recorded !== expected) throw new Error(`${recorded} look-ups on record, ${expected} were answered`)
  const expectedOfPeer = before.peer + loads['peer single'].answered + BATCH * loads['peer batch'].answered
  const { count } = await callJson<{ count: number }>(peer, 'GET', '/audit-rows', { key: '' })
  if (count !== expectedOfPeer) throw new Error(`the peer has ${count} look-ups on record, not ${expectedOfPeer}`)
  return `Look-ups on record: ${recorded.toLocaleString('en')}, exactly as many as were answered.`
}

async function countRecords(runtime: Runtime): Promise<number> {
  let total = 0
  for (const binding of ['HQ_DB', 'CHANNEL_DB_1', 'CHANNEL_DB_2']) {
    const d1 = await runtime.d1(binding)
    total +=
      (await d1
        .prepare('select coalesce(sum(json_array_length(items)), 0) as n from lookup_audit')
        .first<number>('n')) ?? 0
  }
  return total
}
