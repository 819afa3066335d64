import { addDays } from '@partline/kernel'
import type { Desk } from './desk.ts'

type Task = { minute: number; run: () => Promise<unknown> }

/** What is to be done on which day; a task may note further ones for later. */
export class Diary {
  readonly #days = new Map<string, Task[]>()
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Notes a task for a Shanghai date at a minute of the day; what falls after the last date never happens. */
  note(date: string, minute: number, run: () => Promise<unknown>): void {
    const tasks = this.#days.get(date) ?? []
    tasks.push({ minute, run })
    this.#days.set(date, tasks)
  }

  /** Does everything in order, with the clock at each task's time. */
  async live(): Promise<void> {
    for (let date = this.#desk.from; date <= this.#desk.to; date = addDays(date, 1)) {
      const tasks = this.#days.get(date) ?? []
      for (let next = takeEarliest(tasks); next; next = takeEarliest(tasks)) {
        this.#desk.at(date, 0, next.minute)
        await next.run()
      }
    }
  }
}

/** A task may note another for the same day, so the next is looked for anew each time. */
function takeEarliest(tasks: Task[]): Task | undefined {
  const earliest = tasks.reduce<Task | undefined>(
    (best, task) => (best && best.minute <= task.minute ? best : task),
    undefined,
  )
  if (earliest) tasks.splice(tasks.indexOf(earliest), 1)
  return earliest
}
