import { refusedFile } from './refuse-file.ts'

export type XmlReader = {
  /** An element begins; `attributes` is their raw text. A self-closing one is opened and closed. */
  open(name: string, attributes: string): void
  close(name: string): void
  /** Text between tags, entities resolved; long text may come in pieces. */
  text(text: string): void
}

const badXml = () =>
  refusedFile('bad_xlsx', { zh: '工作簿内容无法解析,请另存为 CSV', en: 'The workbook cannot be read; save it as CSV' })

const MAX_TAG = 64 * 1024

/** Reads XML as it comes, without prefixes and without DTDs; only what a workbook needs of it. */
export class XmlScanner {
  readonly #reader: XmlReader
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  #rest = ''

  constructor(reader: XmlReader) {
    this.#reader = reader
  }

  /** @throws import-file-refused for what is no XML in UTF-8, or declares a document type */
  push(bytes: Uint8Array): void {
    try {
      this.#rest += this.#decoder.decode(bytes, { stream: true })
    } catch {
      throw badXml()
    }
    this.#rest = this.#rest.slice(this.#scan(this.#rest))
    if (this.#rest.length > MAX_TAG) throw badXml()
  }

  /** @throws import-file-refused when the text ends inside a tag */
  end(): void {
    if (this.#rest.trim() !== '') throw badXml()
  }

  /** Answers how far it came. */
  #scan(text: string): number {
    for (let at = 0; ; ) {
      const tag = text.indexOf('<', at)
      if (tag < 0) return this.#tail(text, at)
      if (tag > at) this.#reader.text(entitiesIn(text.slice(at, tag)))
      const next = this.#markup(text, tag)
      if (next === undefined) return tag
      at = next
    }
  }

  /** Text without a tag after it: all but a piece of an entity. */
  #tail(text: string, at: number): number {
    const entity = text.indexOf('&', Math.max(at, text.length - 12))
    const end = entity < 0 || text.indexOf(';', entity) >= 0 ? text.length : entity
    if (end > at) this.#reader.text(entitiesIn(text.slice(at, end)))
    return end
  }

  /** One tag, comment or section; undefined when it is not all there yet. */
  #markup(text: string, at: number): number | undefined {
    const second = text.charCodeAt(at + 1)
    if (second === BANG) return this.#special(text, at)
    const end = text.indexOf('>', at + 1)
    if (end < 0) return undefined
    if (second === QUESTION) return end + 1
    if (second === SLASH) this.#reader.close(nameIn(text, at + 2, end))
    else this.#element(text, at + 1, end)
    return end + 1
  }

  #element(text: string, at: number, end: number): void {
    const closed = text.charCodeAt(end - 1) === SLASH
    const last = closed ? end - 1 : end
    let stop = at
    while (stop < last && text.charCodeAt(stop) > 0x20) stop++
    const name = nameIn(text, at, stop)
    this.#reader.open(name, stop < last ? text.slice(stop, last) : '')
    if (closed) this.#reader.close(name)
  }

  #special(text: string, at: number): number | undefined {
    for (const [start, stop] of SECTIONS) {
      if (!text.startsWith(start, at)) continue
      const end = text.indexOf(stop, at + start.length)
      if (end < 0) return undefined
      if (start === CDATA) this.#reader.text(text.slice(at + start.length, end))
      return end + stop.length
    }
    if (SECTIONS.some(([start]) => start.startsWith(text.slice(at)))) return undefined
    throw badXml()
  }
}

const BANG = 0x21
const SLASH = 0x2f
const QUESTION = 0x3f
const CDATA = '<![CDATA['
const SECTIONS = [
  ['<!--', '-->'],
  [CDATA, ']]>'],
] as const

function nameIn(text: string, start: number, end: number): string {
  const name = text.slice(start, end).trimEnd()
  return name.slice(name.indexOf(':') + 1)
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text with its entities resolved; one that is not known stays as it is. */
function entitiesIn(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\u{FFFD}'
  })
}

const PATTERNS = new Map<string, RegExp>()

/** The value of an attribute, from the raw text of all. */
export function attribute(attributes: string, name: string): string | undefined {
  let pattern = PATTERNS.get(name)
  if (!pattern) {
    pattern = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    PATTERNS.set(name, pattern)
  }
  const match = pattern.exec(attributes)
  return match ? entitiesIn(match[1] ?? match[2] ?? '') : undefined
}
