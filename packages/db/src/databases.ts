import { ChannelDb } from './channel-db.ts'
import { Files } from './files.ts'
import { HqDb } from './hq-db.ts'
import { ScopeCheck } from './scope-check.ts'
import { openSystemDb, type SystemDb } from './system-db.ts'

/** The bindings of one deployment, opened once per isolate. Shards are the bindings CHANNEL_DB_1 … n. */
export class Databases {
  readonly hq: HqDb
  readonly files: Files
  readonly #hqD1: D1Database
  readonly #shards: ReadonlyMap<string, D1Database>
  readonly #check = new ScopeCheck()

  constructor(env: object) {
    const bindings = env as Record<string, unknown>
    this.#hqD1 = bindings.HQ_DB as D1Database
    this.hq = new HqDb(this.#hqD1, this.#check)
    this.files = new Files(bindings.FILES as R2Bucket | undefined)
    const names = Object.keys(bindings).filter((name) => /^CHANNEL_DB_\d+$/.test(name))
    names.sort((a, b) => Number(a.slice(11)) - Number(b.slice(11)))
    this.#shards = new Map(names.map((name) => [name.slice(11), bindings[name] as D1Database]))
  }

  /** Shard names in order: `1`, `2`, … */
  get shardNames(): string[] {
    return [...this.#shards.keys()]
  }

  channel(shard: string, channelId: string): ChannelDb {
    const d1 = this.#shards.get(shard)
    if (!d1) throw new Error(`no shard ${shard}`)
    return new ChannelDb(d1, channelId, this.#check)
  }

  /** Across all channels of HQ_DB or of one shard; see `SystemDb` for who may. */
  system(name: 'hq' | (string & {})): SystemDb {
    const d1 = name === 'hq' ? this.#hqD1 : this.#shards.get(name)
    if (!d1) throw new Error(`no shard ${name}`)
    return openSystemDb(d1, name !== 'hq')
  }
}
