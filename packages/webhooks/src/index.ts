export type { Post } from './post.ts'
export { sendDue } from './send-due.ts'
export { takeEvents } from './take-events.ts'
