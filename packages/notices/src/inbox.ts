import type { ChannelDb, Ctx } from '@partline/db'
import type { Reader } from './notices.repo.ts'

/** Where the caller's notices are: HQ's people in HQ_DB, a channel's on its shard. A person has one inbox per membership. */
export const inboxOf = (ctx: Ctx): ChannelDb => (ctx.actor.kind === 'hq' ? ctx.hq.own : ctx.db)

export const readerOf = ({ actor }: Ctx): Reader => ({ personId: actor.personId, permissions: actor.permissions })
