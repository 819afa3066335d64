import { IMPORT_TOPIC, type ImportMessage, runImport } from '@partline/catalog'
import { applyControlRow, type Ctx, EVENT_TOPIC, type Message, markAllDelivered } from '@partline/db'
import { CONTROL_TOPIC, type ControlMessage, markApplied } from '@partline/identity'
import { openBooks } from '@partline/ledger'
import { deliverNotice, NOTICE_TOPIC } from '@partline/notices'
import {
  CHANNEL_PRICE_CHANGE_TOPIC,
  COMPILE_TOPIC,
  type CompileMessage,
  PRICE_CHANGE_TOPIC,
  runCompilation,
  spreadPriceChange,
} from '@partline/pricing'
import { tellOfPriceChange } from '@partline/quoting'
import { takeEvents } from '@partline/webhooks'
import { importKindOf } from '../import-kinds.ts'

/** Who takes in what, by topic; each is safe to repeat. */
const RECEIVERS: Record<string, (ctx: Ctx, message: Message) => Promise<unknown>> = {
  [CONTROL_TOPIC]: (ctx, { payload }) => takeInControlRow(ctx, payload as ControlMessage),
  [IMPORT_TOPIC]: (ctx, { payload }) => goOnWithImport(ctx, payload as ImportMessage),
  [COMPILE_TOPIC]: (ctx, { payload }) =>
    runCompilation(ctx.with({ claim: undefined }), (payload as CompileMessage).compilationId, 1),
  [NOTICE_TOPIC]: deliverNotice,
  [PRICE_CHANGE_TOPIC]: spreadPriceChange,
  [CHANNEL_PRICE_CHANGE_TOPIC]: tellOfPriceChange,
}

/** Takes one message in at its receiver and then marks it delivered at its source; safe to repeat at any point. */
export async function deliver(ctx: Ctx, message: Message): Promise<void> {
  if (message.topic === EVENT_TOPIC) return deliverEvents(ctx, [message])
  const receive = RECEIVERS[message.topic]
  if (!receive) throw new Error(`no receiver for ${message.topic}`)
  await receive(ctx, message)
  await markTaken(ctx, [message])
}

/** The same for many events at once: one look at who listens, one write at each end. */
export async function deliverEvents(ctx: Ctx, messages: readonly Message[]): Promise<void> {
  await takeEvents(ctx, messages)
  await markTaken(ctx, messages)
}

const goOnWithImport = (ctx: Ctx, { importId, upTo }: ImportMessage) =>
  runImport(ctx.with({ claim: undefined }), importKindOf, importId, upTo)

async function takeInControlRow(ctx: Ctx, { channelId, shard, control }: ControlMessage): Promise<void> {
  const db = ctx.databases.channel(shard, channelId)
  await db.writeBatch([applyControlRow(db, control, ctx.now), ...openBooks(db, ctx.now)])
  await ctx.hq.writeBatch([markApplied(ctx.hq, channelId, control.version)])
}

async function markTaken(ctx: Ctx, messages: readonly Message[]): Promise<void> {
  for (const [name, each] of Map.groupBy(messages, (message) => message.source)) {
    const source = ctx.databases.system(name)
    await source.writeBatch([markAllDelivered(source, each, ctx.now)])
  }
}
