import { Inflate } from 'fflate'
import { crc32 } from './crc32.ts'
import { refusedFile } from './refuse-file.ts'
import type { ZipPart } from './zip-directory.ts'

/** Packed bytes taken at a time: each may become a thousand. */
const PACKED = 2 * 1024

/** Most bytes handed on at a time: a row of thirty bytes may stand for 20,000 characters. */
const SLICE = 8 * 1024

const lying = () =>
  refusedFile('damaged_xlsx', {
    zh: '文件已损坏:内容与其目录不符,请重新另存为 .xlsx 或 CSV',
    en: 'The file is damaged: its content is not what its directory says; save it again as .xlsx or CSV',
  })

/**
 * The inflated bytes of a part, at most 8 KB at a time. What comes must have the declared length and CRC-32.
 * @throws import-file-refused as soon as it is longer, and at the end when it is shorter or other
 */
export function* inflatePart(part: ZipPart): Generator<Uint8Array> {
  let [length, crc] = [0, 0]
  for (const piece of part.method === 0 ? [part.packed] : inflated(part.packed)) {
    length += piece.length
    if (length > part.size) throw lying()
    crc = crc32(piece, crc)
    for (let at = 0; at < piece.length; at += SLICE) yield piece.subarray(at, at + SLICE)
  }
  if (length !== part.size || crc !== part.crc) throw lying()
}

function* inflated(packed: Uint8Array): Generator<Uint8Array> {
  let ready: Uint8Array[] = []
  let ended = false
  const inflate = new Inflate((bytes, final) => {
    ready.push(bytes)
    ended ||= final
  })
  for (let at = 0; at < packed.length && !ended; at += PACKED) {
    try {
      inflate.push(packed.subarray(at, at + PACKED), at + PACKED >= packed.length)
    } catch {
      throw lying()
    }
    yield* ready
    ready = []
  }
  if (!ended) throw lying()
}
