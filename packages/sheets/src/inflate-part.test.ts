import { deflateSync } from 'fflate'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'
import { inflatePart } from './inflate-part.ts'
import type { ZipPart } from './zip-directory.ts'

const content = new Uint8Array(8_000_000)
const part = (method: 0 | 8): ZipPart => ({
  ...{ name: 'p', method, size: content.length, crc: crc32(content) },
  packed: method === 0 ? content : deflateSync(content, { level: 9 }),
})

test('a part that shrank to a thousandth is unpacked little by little, and handed on in slices of 8 KB', () => {
  let [length, widest, unpacked] = [0, 0, 0]
  for (const slice of inflatePart(part(8))) {
    length += slice.length
    widest = Math.max(widest, slice.length)
    unpacked = Math.max(unpacked, slice.buffer.byteLength)
  }
  expect(length).toBe(content.length)
  expect(widest).toBe(8 * 1024)
  expect(unpacked).toBeLessThan(2_200_000)
})

test('a part that was not shrunk is handed on in slices of 8 KB too', () => {
  expect(Math.max(...Array.from(inflatePart(part(0)), (slice) => slice.length))).toBe(8 * 1024)
})
