import { refusedFile } from './refuse-file.ts'

export const ENCODINGS = ['utf-8', 'gb18030'] as const
export type TextEncoding = (typeof ENCODINGS)[number]

const PIECE = 1 << 20

/**
 * How a text file is written: UTF-8 when it begins with its mark (BOM), or when all of it is valid UTF-8, else GB18030 when all of it is that (as Excel saves
 * CSV on Chinese Windows), else UTF-8 with some bytes that are none.
 * @throws import-file-refused for UTF-16, which Excel calls "Unicode text"
 */
export function detectEncoding(body: Uint8Array): TextEncoding {
  if ((body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff))
    throw refusedFile('utf16', {
      zh: '文件是 UTF-16(“Unicode 文本”),请另存为“CSV UTF-8”',
      en: 'The file is UTF-16 ("Unicode text"); save it as "CSV UTF-8"',
    })
  const isMarked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return !isMarked && !isValid(body, 'utf-8') && isValid(body, 'gb18030') ? 'gb18030' : 'utf-8'
}

function isValid(body: Uint8Array, encoding: TextEncoding): boolean {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  try {
    for (let at = 0; at < body.length; at += PIECE) decoder.decode(body.subarray(at, at + PIECE), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** The text of some bytes; what is not of the encoding becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array, encoding: TextEncoding): string =>
  new TextDecoder(encoding, { fatal: false, ignoreBOM: true }).decode(bytes)
