declare module 'node:crypto' {
  type ScryptCost = { N: number; r: number; p: number; maxmem: number }
  export function scrypt(
    password: string,
    salt: Uint8Array,
    length: number,
    cost: ScryptCost,
    done: (error: Error | null, key: Uint8Array) => void,
  ): void
}
