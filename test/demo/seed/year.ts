import { addDays, addMonths, firstDay, lastDay } from '@partline/kernel'
import { changeDay, publishPriceChange } from './books.ts'
import type { Brand, DemoChannel } from './brand.ts'
import { CHANNELS } from './channels.ts'
import type { Desk } from './desk.ts'
import { Diary } from './diary.ts'
import { payBalance } from './payments.ts'
import { buyParts } from './purchases.ts'
import type { DemoPart } from './request.ts'
import { quoteCustomer } from './user-quotes.ts'

/** Everything a day's work needs at hand. */
export type Shop = { desk: Desk; diary: Diary; brand: Brand; parts: readonly DemoPart[]; done: Done }
export type Done = { orders: number; payments: number; statements: number }

const OPENS = 9 * 60
const PAYS = { perOrder: undefined, monthly: 1, quarterly: 3 } as const

/** A year of quotes, orders, shipments and payments in every channel, each month closed when it is over. */
export async function tradeForAYear(desk: Desk, brand: Brand, parts: readonly DemoPart[]): Promise<Done> {
  const diary = new Diary(desk)
  const shop: Shop = { desk, diary, brand, parts, done: { orders: 0, payments: 0, statements: 0 } }
  const change = addDays(changeDay(desk.from), -12)
  diary.note(change, OPENS, () => publishPriceChange(desk, brand.hq, parts))
  const months = monthsOf(desk)
  for (const [i, month] of months.entries()) {
    if (i > 0) diary.note(firstDay(month), 5, () => closeMonths(shop))
    for (const channel of brand.channels) planMonth(shop, channel, month, i)
  }
  await diary.live()
  return shop.done
}

function monthsOf({ from, to }: Desk): string[] {
  const months: string[] = []
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = addMonths(month, 1)) months.push(month)
  return months
}

async function closeMonths({ desk, brand, done }: Shop): Promise<void> {
  await desk.world.closeMonths()
  done.statements += brand.channels.length
}

function planMonth(shop: Shop, channel: DemoChannel, month: string, index: number): void {
  const { desk, diary } = shop
  const usual = CHANNELS.find((each) => each.facts.name === channel.name)?.orders ?? 1
  const days = Number(lastDay(month).slice(8))
  const someDay = () => addDays(firstDay(month), desk.pick(0, days - 1))
  for (let n = desk.pick(usual - 1, usual + 1); n > 0; n--)
    diary.note(someDay(), desk.pick(OPENS, 16 * 60), () => buyParts(shop, channel))
  diary.note(someDay(), desk.pick(OPENS, 18 * 60), () => quoteCustomer(shop, channel))
  const every = PAYS[channel.cycle as keyof typeof PAYS]
  if (every && index > 0 && index % every === 0)
    diary.note(addDays(firstDay(month), desk.pick(8, 18)), 14 * 60, () => payBalance(shop, channel))
}
