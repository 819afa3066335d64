/** The isolate's memory, made once in `main.ts`. Each kind of cache is a class; there is one of each. */
export class Caches {
  readonly #made = new Map<new () => object, object>()

  of<T extends object>(kind: new () => T): T {
    let cache = this.#made.get(kind)
    if (!cache) {
      cache = new kind()
      this.#made.set(kind, cache)
    }
    return cache as T
  }
}
