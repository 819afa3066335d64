/** The column of a cell reference such as `AB12`, counted from 0; undefined for anything else. */
export function columnOf(reference: string): number | undefined {
  let column = 0
  let at = 0
  for (; at < reference.length; at++) {
    const letter = reference.charCodeAt(at)
    if (letter < 0x41 || letter > 0x5a) break
    column = column * 26 + letter - 0x40
  }
  return at === 0 || at > 3 ? undefined : column - 1
}
