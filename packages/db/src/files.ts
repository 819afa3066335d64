/** Files of the brand in the R2 bucket `FILES`. Names are paths whose first part says what they are for. */
export class Files {
  readonly #bucket: R2Bucket | undefined

  constructor(bucket: R2Bucket | undefined) {
    this.#bucket = bucket
  }

  async put(name: string, content: Uint8Array | string): Promise<void> {
    await this.#open.put(name, content)
  }

  /** The bytes of a file; undefined when there is none of that name. */
  async get(name: string): Promise<Uint8Array | undefined> {
    const object = await this.#open.get(name)
    return object ? new Uint8Array(await object.arrayBuffer()) : undefined
  }

  /** Removes files; those that are not there are passed over. */
  async remove(names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += AT_ONCE) await this.#open.delete(names.slice(at, at + AT_ONCE))
  }

  /** Removes every file whose name begins so, and says how many there were. */
  async removeUnder(prefix: string): Promise<number> {
    for (let removed = 0; ; ) {
      const { objects } = await this.#open.list({ prefix, limit: AT_ONCE })
      if (objects.length === 0) return removed
      await this.#open.delete(objects.map((object) => object.key))
      removed += objects.length
    }
  }

  /** The folders directly in a folder, each with its whole name, the first thousand. */
  async foldersIn(prefix: string): Promise<string[]> {
    return (await this.#open.list({ prefix, delimiter: '/', limit: AT_ONCE })).delimitedPrefixes
  }

  get #open(): R2Bucket {
    if (!this.#bucket) throw new Error('the binding FILES is missing')
    return this.#bucket
  }
}

/** The most names one delete takes. */
const AT_ONCE = 1_000
