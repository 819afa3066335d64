import { refusedFile } from './refuse-file.ts'

/** One part of a ZIP file, as its directory declares it. */
export type ZipPart = { name: string; method: 0 | 8; size: number; crc: number; packed: Uint8Array }

const MEGABYTE = 1024 * 1024
const MAX_PARTS = 200
const MAX_TOTAL = 48 * MEGABYTE
const MAX_RATIO = 100
/** Small parts may shrink as far as they like. */
const RATIO_FROM = 100 * 1024

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

const notZip = () =>
  refusedFile('bad_xlsx', {
    zh: '文件不完整或不是 .xlsx,请重新另存为 .xlsx 或 CSV',
    en: 'The file is cut short or is no .xlsx; save it again as .xlsx or CSV',
  })
export const tooLargeInside = () =>
  refusedFile('too_large_inside', {
    zh: '文件解压后过大(合计 ≤ 48 MB),请删去多余的工作表和格式,或另存为 CSV',
    en: 'The file is too large when unpacked (48 MB in all); remove what is not needed or save it as CSV',
  })

/**
 * The parts of a ZIP file that is safe to unpack: at most 200, together at most 48 MB when inflated, none
 * shrunk below a hundredth, none over another's bytes, none encrypted.
 * @throws import-file-refused
 */
export function readZipDirectory(file: Uint8Array): Map<string, ZipPart> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const end = endOf(view)
  const count = view.getUint16(end + 10, true)
  if (count > MAX_PARTS) throw tooLargeInside()
  const parts = new Map<string, ZipPart>()
  const spans: [number, number][] = []
  let at = view.getUint32(end + 16, true)
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || view.getUint32(at, true) !== ENTRY) throw notZip()
    const { part, span, next } = entryAt(view, file, at)
    if (parts.has(part.name)) throw notZip()
    parts.set(part.name, part)
    spans.push(span)
    at = next
  }
  requireSmall([...parts.values()])
  requireApart(spans)
  return parts
}

function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= first; at--)
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at
  throw notZip()
}

function entryAt(view: DataView, file: Uint8Array, at: number) {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
  if (flags & 1) throw encrypted()
  if (method !== 0 && method !== 8) throw notZip()
  const [crc, packedSize, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true)) as [
    number,
    number,
    number,
  ]
  const [nameSize, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
    number,
    number,
    number,
  ]
  const local = view.getUint32(at + 42, true)
  const name = new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameSize))
  if (local + 30 > view.byteLength || view.getUint32(local, true) !== LOCAL) throw notZip()
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  if (start + packedSize > view.byteLength) throw notZip()
  if (method === 0 && packedSize !== size) throw notZip()
  const part: ZipPart = { name, method, size, crc, packed: file.subarray(start, start + packedSize) }
  return { part, span: [local, start + packedSize] as [number, number], next: at + 46 + nameSize + extra + comment }
}

export const encrypted = () =>
  refusedFile('encrypted_or_old', {
    zh: '文件有密码,或是旧格式 .xls:请去掉密码,另存为 .xlsx 或 CSV 再上传',
    en: 'The file has a password or is an old .xls; save it without a password as .xlsx or CSV',
  })

function requireSmall(parts: readonly ZipPart[]): void {
  const total = parts.reduce((sum, part) => sum + part.size, 0)
  const shrunk = parts.some(({ size, packed }) => size > RATIO_FROM && size > MAX_RATIO * packed.length)
  if (total > MAX_TOTAL || shrunk) throw tooLargeInside()
}

/** Parts that share bytes are how a small file declares a huge one. */
function requireApart(spans: [number, number][]): void {
  const sorted = spans.toSorted((a, b) => a[0] - b[0])
  for (const [n, [start]] of sorted.entries()) if (n > 0 && start < (sorted[n - 1]?.[1] ?? 0)) throw notZip()
}
