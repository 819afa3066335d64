const IGNORED = /[\s\u00AD\u200B-\u200D\u2060\uFEFF]/g
const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g
const KEY = /^[A-Za-z0-9][A-Za-z0-9\-/#=.+]{0,39}$/

/**
 * The key two spellings of one part number share: NFKC, ASCII upper case, blanks and zero-width characters removed,
 * dashes folded to `-`. 1 to 40 of `A-Z 0-9 - / # = . +`, starting with a letter or digit; undefined otherwise.
 * O and 0, I and 1, and separators are never folded: real parts differ by them.
 */
export function partKey(text: string): string | undefined {
  const key = text.normalize('NFKC').replace(IGNORED, '').replace(DASHES, '-')
  return KEY.test(key) ? key.toUpperCase() : undefined
}

/** A key without its separators `- / . = +`, for tolerant search only: several parts may share one. `#` is kept. */
export function looseKey(key: string): string {
  return key.replace(/[-/.=+]/g, '')
}
