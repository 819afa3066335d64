import { expect, test } from 'vitest'
import { eventBody } from './event-body.ts'

test('a payload names the record and nothing about it', () => {
  const at = Date.UTC(2026, 10, 23, 2)
  const body = eventBody({ id: 'msg_1', type: 'quote.issued', subject: 'quo_1', channelId: 'chn_1', occurredAt: at })
  expect(JSON.parse(body)).toEqual({
    type: 'quote.issued',
    id: 'msg_1',
    timestamp: '2026-11-23T02:00:00.000Z',
    data: { id: 'quo_1', channelId: 'chn_1' },
  })
})
