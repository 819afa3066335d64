/** Makes prefixed, time-sortable record ids such as `quo_01k9…`. */
export type Ids = { next(prefix: string): string }

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

function base32(value: number, length: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < length; i++) {
    text = ALPHABET[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * Ids of 10 time characters (milliseconds), 4 counting ones and 12 random ones (60 bits): within one maker they never
 * go backwards for a million ids.
 * @param now epoch milliseconds
 * @param randomBytes fills an array with random bytes
 */
export function createIds(now: number, randomBytes: (length: number) => Uint8Array): Ids {
  let time: string | undefined
  let serial = 0
  return {
    next(prefix) {
      time ??= base32(now, 10)
      let tail = ''
      for (const byte of randomBytes(12)) tail += ALPHABET[byte % 32]
      return `${prefix}_${time}${base32(serial++, 4)}${tail}`
    },
  }
}
