import { cellTooLong, MAX_CELL_CHARACTERS } from './sheet-record.ts'
import { XmlScanner } from './xml-scanner.ts'
import { tooLargeInside } from './zip-directory.ts'

/** Holds any one string: 32,767 characters take at most 98,301 bytes. */
const BLOCK = 256 * 1024

const MAX_STRINGS = 1_000_000

/** The strings of a workbook, kept as UTF-8 in blocks: a tenth of what as many string objects would take. */
export class SharedStrings {
  readonly #blocks: Uint8Array[] = []
  /** Two numbers for each string: where it begins, all blocks in a row, and its length in bytes. */
  #places = new Uint32Array(2 * 1024)
  #count = 0
  #free = BLOCK

  /** @throws import-file-refused for over a million strings, or one of over 32,767 characters */
  static read(pieces: Iterable<Uint8Array>): SharedStrings {
    const strings = new SharedStrings()
    const scanner = new XmlScanner(readerOf((text) => strings.#add(text)))
    for (const piece of pieces) scanner.push(piece)
    scanner.end()
    return strings
  }

  #add(text: string): void {
    if (this.#count === MAX_STRINGS) throw tooLargeInside()
    const bytes = ENCODER.encode(text)
    if (bytes.length > BLOCK - this.#free) {
      this.#blocks.push(new Uint8Array(BLOCK))
      this.#free = 0
    }
    this.#blocks.at(-1)?.set(bytes, this.#free)
    const place = 2 * this.#count++
    if (place === this.#places.length) this.#places = doubled(this.#places)
    this.#places[place] = (this.#blocks.length - 1) * BLOCK + this.#free
    this.#places[place + 1] = bytes.length
    this.#free += bytes.length
  }

  /** The string of an index; undefined when there is none. */
  at(index: number): string | undefined {
    if (!(index < this.#count)) return undefined
    const [place = 0, length = 0] = this.#places.subarray(2 * index, 2 * index + 2)
    const start = place % BLOCK
    return DECODER.decode(this.#blocks[Math.floor(place / BLOCK)]?.subarray(start, start + length))
  }
}

function doubled(full: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(2 * full.length)
  wider.set(full)
  return wider
}

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** A string item is its text or the text of its runs; phonetic runs (`rPh`) are not part of it. */
function readerOf(add: (text: string) => void) {
  let [text, inText, inPhonetic] = ['', false, false]
  return {
    open(name: string) {
      if (name === 'si') text = ''
      else if (name === 't') inText = !inPhonetic
      else if (name === 'rPh') inPhonetic = true
    },
    close(name: string) {
      if (name === 'si') add(escapedIn(text))
      else if (name === 't') inText = false
      else if (name === 'rPh') inPhonetic = false
    },
    text(piece: string) {
      if (inText) text += piece
      if (text.length > MAX_CELL_CHARACTERS) throw cellTooLong()
    },
  }
}

/** Characters XML cannot hold are written `_x0009_` in workbooks. */
export const escapedIn = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
