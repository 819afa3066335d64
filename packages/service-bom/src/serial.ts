import { partKey } from '@partline/kernel'

/** Digits of the longest number in a serial. */
const DIGITS = 16

/** A machine serial as written, and the spelling that sorts as people count. */
type Serial = { text: string; key: string }

/** From which machine to which, both included; '' is open. The columns of the tables. */
export type SerialRange = { serialFrom: string; serialTo: string; serialFromKey: string; serialToKey: string }

export const EVERY_MACHINE: SerialRange = { serialFrom: '', serialTo: '', serialFromKey: '', serialToKey: '' }

/**
 * Reads a serial: 1 to 40 of the characters of a part number, upper case, blanks gone and dashes folded. Its key has every
 * number padded to 16 digits, so that GHN5-9 stands before GHN5-10. Blank text is the open end. Undefined for anything else.
 */
export function readSerial(text: string): Serial | undefined {
  if (text.trim() === '') return { text: '', key: '' }
  const written = partKey(text)
  if (written === undefined) return undefined
  const key = written.replace(/\d+/g, (run) => run.replace(/^0+(?=\d)/, '').padStart(DIGITS, '0'))
  return (key.match(/\d+/g) ?? []).every((run) => run.length === DIGITS) ? { text: written, key } : undefined
}

/** Reads both ends; undefined when one cannot be read or the end lies before the beginning. */
export function readRange(from: string, to: string): SerialRange | undefined {
  const [first, last] = [readSerial(from), readSerial(to)]
  if (!first || !last || (last.key !== '' && last.key < first.key)) return undefined
  return { serialFrom: first.text, serialTo: last.text, serialFromKey: first.key, serialToKey: last.key }
}

/** The machines in both; undefined when there are none. */
export function intersection(a: SerialRange, b: SerialRange): SerialRange | undefined {
  const later = a.serialFromKey >= b.serialFromKey ? a : b
  const earlier = a.serialToKey !== '' && (b.serialToKey === '' || a.serialToKey <= b.serialToKey) ? a : b
  if (earlier.serialToKey !== '' && earlier.serialToKey < later.serialFromKey) return undefined
  return {
    serialFrom: later.serialFrom,
    serialFromKey: later.serialFromKey,
    serialTo: earlier.serialTo,
    serialToKey: earlier.serialToKey,
  }
}

export const rangeKey = (range: SerialRange): string => `${range.serialFromKey}|${range.serialToKey}`

/** Built to this day: the lines that count for the double rule (P3). */
export const isCurrent = (range: SerialRange): boolean => range.serialToKey === ''
