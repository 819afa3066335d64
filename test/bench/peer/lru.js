/** A map of at most `limit` entries that forgets the one asked for longest ago. */
export class LRUCache {
  constructor(limit) {
    this.limit = limit
    this.young = new Map()
    this.old = new Map()
  }

  get(key) {
    const young = this.young.get(key)
    if (young !== undefined) return young
    const old = this.old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key, value) {
    if (this.young.size >= this.limit) {
      this.old = this.young
      this.young = new Map()
    }
    this.young.set(key, value)
  }
}
