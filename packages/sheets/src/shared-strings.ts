import { XmlScanner } from './xml-scanner.ts'

const BLOCK = 256 * 1024

/** The strings of a workbook, kept as UTF-8 in blocks: a tenth of what as many string objects would take. */
export class SharedStrings {
  readonly #blocks: Uint8Array[] = []
  readonly #places: number[] = []
  #free = BLOCK

  static read(pieces: Iterable<Uint8Array>): SharedStrings {
    const strings = new SharedStrings()
    const scanner = new XmlScanner(readerOf((text) => strings.#add(text)))
    for (const piece of pieces) scanner.push(piece)
    scanner.end()
    return strings
  }

  #add(text: string): void {
    const bytes = new TextEncoder().encode(text)
    if (bytes.length > BLOCK - this.#free || this.#blocks.length === 0) {
      this.#blocks.push(new Uint8Array(Math.max(BLOCK, bytes.length)))
      this.#free = 0
    }
    this.#blocks.at(-1)?.set(bytes, this.#free)
    this.#places.push(this.#blocks.length - 1, this.#free, bytes.length)
    this.#free = Math.min(BLOCK, this.#free + bytes.length)
  }

  /** The string of an index; undefined when there is none. */
  at(index: number): string | undefined {
    const [block, start, length] = this.#places.slice(3 * index, 3 * index + 3)
    if (block === undefined || start === undefined || length === undefined) return undefined
    return DECODER.decode(this.#blocks[block]?.subarray(start, start + length))
  }
}

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
    },
  }
}

/** Characters XML cannot hold are written `_x0009_` in workbooks. */
export const escapedIn = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
