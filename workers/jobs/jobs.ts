export { closeDueMonths, sendTo } from './close-due-months.ts'
export { deliver } from './deliver.ts'
export { sweepOutbox } from './sweep-outbox.ts'
