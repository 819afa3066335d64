import { expect, test } from 'vitest'
import { judgeClosing, judgeExceptions, judgeJob, judgeOutbox, judgeSize, overall } from './judge-health.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const GB = 1_000_000_000

test('messages are late after five minutes and failing after an hour, and none is well', () => {
  expect(judgeOutbox('1', 0, 0)).toMatchObject({ id: 'outbox.1', state: 'ok', todo: null })
  expect(judgeOutbox('1', 3, 5 * MINUTE - 1).state).toBe('ok')
  expect(judgeOutbox('1', 3, 5 * MINUTE).state).toBe('late')
  expect(judgeOutbox('hq', 1, HOUR)).toMatchObject({
    state: 'failing',
    found: { zh: '1 条消息待送达,最早的已等 60 分钟', en: '1 messages waiting, the oldest for 60 minutes' },
  })
})

test('a job is late after three intervals or one failure, failing after fifteen or three failures', () => {
  const job = { job: 'sweep', everyMs: MINUTE, finishedAt: 0, failures: 0 }
  expect(judgeJob(job, 2 * MINUTE).state).toBe('ok')
  expect(judgeJob(job, 3 * MINUTE).state).toBe('late')
  expect(judgeJob(job, 15 * MINUTE).state).toBe('failing')
  expect(judgeJob({ ...job, failures: 1 }, MINUTE).state).toBe('late')
  expect(judgeJob({ ...job, failures: 3 }, MINUTE).state).toBe('failing')
  expect(judgeJob({ ...job, finishedAt: null }, MINUTE)).toMatchObject({
    state: 'late',
    found: { en: 'never finished' },
  })
})

test('closing is late two hours after a month is over, failing after a day', () => {
  expect(judgeClosing(null, 0, 0).state).toBe('ok')
  expect(judgeClosing(0, 4, HOUR).state).toBe('ok')
  expect(judgeClosing(0, 4, 2 * HOUR).state).toBe('late')
  expect(judgeClosing(0, 4, 24 * HOUR).state).toBe('failing')
})

test('a database is late at six and failing at eight and a half gigabytes, and its end is foretold', () => {
  expect(judgeSize('1', GB, 0)).toMatchObject({ state: 'ok', found: { en: '1000 MB' } })
  expect(judgeSize('1', 6 * GB, 40_000_000)).toMatchObject({
    state: 'late',
    found: { zh: '6000 MB,照此增长 100 天后到上限', en: '6000 MB, at this growth full in 100 days' },
  })
  expect(judgeSize('1', 8.5 * GB, 0).state).toBe('failing')
})

test('the whole is as well as its worst part, and whatever is not well says what to do', () => {
  const items = [judgeExceptions(0), judgeOutbox('1', 1, 5 * MINUTE)]
  expect(overall(items)).toBe('late')
  expect(overall([...items, judgeExceptions(1)])).toBe('failing')
  expect(overall([judgeExceptions(0)])).toBe('ok')
  for (const item of [judgeExceptions(1), judgeOutbox('1', 1, HOUR), judgeSize('1', 9 * GB, 0)])
    expect([item.todo?.zh, item.todo?.en].every((words) => (words?.length ?? 0) > 10)).toBe(true)
})
