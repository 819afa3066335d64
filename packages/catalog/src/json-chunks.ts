const MAX_BYTES = 1_000_000
const MAX_ITEMS = 5_000

/**
 * JSON arrays of the items in their order, each of at most 5,000 items and 1 MB (a D1 parameter may have 2 MB): one
 * `json_each(?)` statement per chunk. An item bigger than that stands alone. No items, no chunks.
 */
export function jsonChunks(items: readonly unknown[]): string[] {
  const chunks: string[] = []
  let texts: string[] = []
  let bytes = 2
  for (const item of items) {
    const text = JSON.stringify(item)
    const size = utf8Length(text) + 1
    if (texts.length === MAX_ITEMS || (texts.length > 0 && bytes + size > MAX_BYTES)) {
      chunks.push(`[${texts.join(',')}]`)
      texts = []
      bytes = 2
    }
    texts.push(text)
    bytes += size
  }
  if (texts.length > 0) chunks.push(`[${texts.join(',')}]`)
  return chunks
}

function utf8Length(text: string): number {
  let size = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) size += code > 0x7ff ? 2 : 1
  }
  return size
}
