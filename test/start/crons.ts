import type { Runtime } from '../runtime.ts'

const MINUTE = 60_000

const allows = (field: string, value: number) =>
  field.split(',').some((part) => {
    const [range = '*', step = '1'] = part.split('/')
    const [from = 0, to = from] = range === '*' ? [0, 59] : range.split('-').map(Number)
    return value >= from && value <= to && (value - (range === '*' ? 0 : from)) % Number(step) === 0
  })

/** Whether a cron expression (five numeric fields, UTC, every field must agree) is due in the minute of `time`. */
export function isDue(expression: string, time: number): boolean {
  const at = new Date(time)
  const values = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()]
  return expression.split(' ').every((field, index) => allows(field, values[index] ?? 0))
}

/**
 * Fires every cron of the deployment when it is due; the local runtime never does.
 * @returns stops firing
 */
export function fireCrons(current: () => Runtime, onError: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout
  const wait = () => {
    timer = setTimeout(tick, MINUTE - (Date.now() % MINUTE))
  }
  const tick = () => {
    const time = Date.now() - (Date.now() % MINUTE)
    const due = current().crons.filter((cron) => isDue(cron, time))
    for (const cron of due) current().dispatchScheduled(cron, time).catch(onError)
    wait()
  }
  wait()
  return () => clearTimeout(timer)
}
