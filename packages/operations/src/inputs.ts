import { TextInput } from '@partline/http'
import * as z from 'zod'

const WordsView = z.strictObject({ zh: z.string(), en: z.string() })
const State = z.enum(['ok', 'late', 'failing'])

/** How many hours back, 1 … 720. */
export const MetricsQuery = z.strictObject({ hours: z.coerce.number().int().min(1).max(720).default(24) })

/** Requests per route over some hours. Shares in basis points; percentiles are the bound of the bucket they fall in. */
export const MetricsView = z
  .strictObject({
    from: z.string(),
    items: z.array(
      z.strictObject({
        route: z.string(),
        requests: z.int(),
        refused: z.int(),
        failed: z.int(),
        refusedShareBps: z.int(),
        failedShareBps: z.int(),
        p50Ms: z.int(),
        p95Ms: z.int(),
      }),
    ),
  })
  .meta({ id: 'RequestMetrics' })

/** Each thing to watch: how it stands, what was found, and what to do when it is not well. */
export const OperationsHealthView = z
  .strictObject({
    state: State,
    items: z.array(z.strictObject({ id: z.string(), state: State, found: WordsView, todo: WordsView.nullable() })),
  })
  .meta({ id: 'OperationsHealth' })

/** The shard a channel is to be moved to. */
export const MoveInput = z.strictObject({ shard: TextInput(4) })

/** How far a channel's move is. While `frozen` every write for the channel is refused with channel-moving. */
export const ChannelMoveView = z
  .strictObject({
    id: z.string(),
    channelId: z.string(),
    fromShard: z.string(),
    toShard: z.string(),
    phase: z.enum(['freezing', 'copying', 'verifying', 'settling', 'removing', 'done', 'abandoning', 'abandoned']),
    frozen: z.boolean(),
    rowCount: z.int(),
    failures: z.int(),
    requestedAt: z.string(),
    flippedAt: z.string().nullable(),
    updatedAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'ChannelMove' })
