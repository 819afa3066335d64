import { defineProblem } from '@partline/kernel'

const unavailable = defineProblem('unavailable', 'store-unavailable', {
  zh: '数据服务暂时不可用,请稍后用同一个幂等键重试',
  en: 'The data service is briefly unavailable; retry with the same idempotency key',
})

/** Its rows are on their way to another shard; whoever waits and tries again loses nothing. */
const channelMoving = defineProblem('unavailable', 'channel-moving', {
  zh: '渠道数据正在迁移,请稍后用同一个幂等键重试',
  en: 'The channel is being moved; retry shortly with the same idempotency key',
})

const MOVING_RETRY_S = 15

const TRANSIENT =
  /Network connection lost|caused object to be reset|code was updated|transient issue|overloaded|exceeded timeout|memory limit/

/** The problem for a passing D1 failure; undefined for any other error. The caller cannot know whether a write committed. */
export function storeUnavailable(error: unknown) {
  if (messageOf(error).includes('channel/moving'))
    return Object.assign(channelMoving({ retryAfterSeconds: MOVING_RETRY_S }), { cause: error })
  return TRANSIENT.test(messageOf(error)) ? unavailable({ retryAfterSeconds: 1 }) : undefined
}

/** D1 puts the reason in the message or in the cause. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message
}

export const isGuardFailure = (error: unknown) => messageOf(error).includes('guard/failed')

/** A value that its column does not take: the same again would be refused again. */
export const isConstraintFailure = (error: unknown) =>
  !isGuardFailure(error) &&
  /constraint failed|SQLITE_CONSTRAINT|SQLITE_MISMATCH|integer overflow/.test(messageOf(error))

export const isUniqueFailure = (error: unknown, columns: string) =>
  messageOf(error).includes('UNIQUE constraint failed') && messageOf(error).includes(columns)
