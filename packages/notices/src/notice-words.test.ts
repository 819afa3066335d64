import { expect, test } from 'vitest'
import { NOTICE_KINDS, type NoticeFacts, rightsToKnow } from './notice-kinds.ts'
import { noticeWords } from './notice-words.ts'

const SAMPLES: NoticeFacts[] = [
  { kind: 'priceChange', params: { book: 'guide', number: 4, effectiveOn: '2026-12-01', parts: 17 } },
  { kind: 'priceChange', params: { book: 'settlement', number: 4, effectiveOn: '2026-12-01', parts: null } },
  { kind: 'priceWithdrawn', params: { book: 'guide', number: 4, parts: 17 } },
  { kind: 'approvalWaiting', params: { book: 'guide', number: 5, effectiveOn: '2026-12-01' } },
  { kind: 'quoteIssued', params: { quoteKind: 'purchase', number: 'Q202611-0001', validUntilOn: '2026-12-08' } },
  { kind: 'quoteExpiring', params: { quoteKind: 'user', number: 'U202611-0001-R2', validUntilOn: '2026-12-08' } },
  { kind: 'orderHeld', params: { number: 'O202611-0001' } },
  { kind: 'statementReady', params: { number: 'S202611', month: '2026-11' } },
  { kind: 'statementDisputed', params: { number: 'S202611', month: '2026-11', channel: '申通' } },
  { kind: 'signedInFromNewDevice', params: { device: 'Firefox', signedInAt: '2026-11-23T02:00:00.000Z' } },
  { kind: 'accountChanged', params: { what: 'passwordChanged', changedAt: '2026-11-23T02:00:00.000Z' } },
  { kind: 'webhookDisabled', params: { host: 'hooks.example.com' } },
  { kind: 'importFinished', params: { fileName: '配件.csv', done: 10, rejected: 2 } },
]

test('every kind of notice renders in Chinese and English, to HQ and to a channel', () => {
  expect(new Set(SAMPLES.map((each) => each.kind))).toEqual(new Set(NOTICE_KINDS))
  for (const facts of SAMPLES)
    for (const toChannel of [true, false])
      for (const words of Object.values(noticeWords(facts, toChannel))) {
        expect(words.zh, facts.kind).toMatch(/[\u4e00-\u9fff]/)
        expect(words.en, facts.kind).toMatch(/[a-z]{3}/)
        expect(words.en.replaceAll(/申通|配件\.csv/g, ''), facts.kind).not.toMatch(/[\u4e00-\u9fff]/)
        expect(words.zh + words.en, facts.kind).not.toMatch(/undefined|null|NaN|\[object/)
      }
})

test('a notice carries no price and no amount: only names, numbers of records, dates and counts', () => {
  const allowed = new Set(['number', 'parts', 'done', 'rejected'])
  for (const { kind, params } of SAMPLES)
    for (const [name, value] of Object.entries(params)) {
      expect(name, kind).not.toMatch(/fen|price|amount|discount|bps/i)
      if (typeof value === 'number') expect(allowed, kind).toContain(name)
    }
})

test('what is said of the settlement book is for those alone who may see it; the word is in no name of a kind', () => {
  for (const kind of NOTICE_KINDS) expect(kind).not.toMatch(/settlement/i)
  for (const facts of SAMPLES)
    for (const side of ['hq', 'channel'] as const)
      if (JSON.stringify([facts.params, noticeWords(facts, side === 'channel')]).match(/settlement|结算/i))
        expect(rightsToKnow(facts, side), facts.kind).toContain('price.settlement:read')
})

test('a purchase quote is told of to those alone who may see what the channel pays', () => {
  const params = { quoteKind: 'purchase', number: 'Q1', validUntilOn: '2026-12-01' } as const
  expect(rightsToKnow({ kind: 'quoteIssued', params }, 'channel')).toContain('price.settlement:read')
})
