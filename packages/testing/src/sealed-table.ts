import { channelTable } from '@partline/db'
import { text } from 'drizzle-orm/sqlite-core'

/** Declares a channel table nobody has thought of yet, for tests of what must hold for every table. */
export const declareSealedTable = () =>
  channelTable('test_sealed', { id: text('id').notNull(), words: text('words').notNull() })
