/** What a file can be of. */
export const IMPORT_KINDS = ['parts', 'prices', 'models', 'engineeringBom'] as const

export const IMPORT_STATUSES = [
  'received',
  'staging',
  'simulated',
  'applying',
  'applied',
  'failed',
  'cancelled',
] as const
export type ImportStatus = (typeof IMPORT_STATUSES)[number]

/** Whether there is a next step that needs nobody. */
export const isWorking = (status: ImportStatus) =>
  status === 'received' || status === 'staging' || status === 'applying'

/** Whether it can still be cancelled. */
export const isOpen = (status: ImportStatus) => isWorking(status) || status === 'simulated'

/** Steps one message takes; the last of them announces the next message. */
const RUN_STEPS = 6

/** The step at which a run that is at `step` stops and announces the next. */
export const nextStop = (step: number): number => (Math.floor(step / RUN_STEPS) + 1) * RUN_STEPS
