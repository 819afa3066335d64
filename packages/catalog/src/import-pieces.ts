import type { Ctx } from '@partline/db'
import type { Sheet, SheetRecord } from '@partline/sheets'

/** Rows one step handles at most. */
export const CHUNK_ROWS = 5_000

/** Characters one piece holds at most, give or take a row; a cell counts as one more. */
const PIECE_CHARACTERS = 1_500_000

/** The rows of a file without its header, cut into pieces of bounded size. */
export function* piecesOf(sheet: Sheet): Generator<SheetRecord[]> {
  let [piece, characters, isHeader] = [[] as SheetRecord[], 0, true]
  for (const records of sheet.records())
    for (const record of records) {
      if (isHeader) {
        isHeader = false
        continue
      }
      piece.push(record)
      for (const cell of record.cells) characters += cell.length + 1
      if (piece.length < CHUNK_ROWS && characters < PIECE_CHARACTERS) continue
      yield piece
      ;[piece, characters] = [[], 0]
    }
  if (piece.length > 0) yield piece
}

/** The header of a file; undefined for an empty one. */
export function headerOf(sheet: Sheet): string[] | undefined {
  for (const records of sheet.records()) if (records[0]) return records[0].cells
  return undefined
}

/** Where the uploaded file is kept: the same content once. */
export const fileNameOf = (tenantId: string, hash: string) => `imports/${tenantId}/files/${hash}`

const pieceNameOf = (tenantId: string, importId: string, piece: number) =>
  `imports/${tenantId}/pieces/${importId}/${piece}`

export const putPiece = (ctx: Ctx, importId: string, piece: number, records: readonly SheetRecord[]): Promise<void> =>
  ctx.databases.files.put(pieceNameOf(ctx.hq.tenantId, importId, piece), JSON.stringify(records))

export async function getPiece(ctx: Ctx, importId: string, piece: number): Promise<SheetRecord[]> {
  const bytes = await ctx.databases.files.get(pieceNameOf(ctx.hq.tenantId, importId, piece))
  if (!bytes) throw new Error(`import ${importId} has lost piece ${piece}`)
  return JSON.parse(new TextDecoder().decode(bytes)) as SheetRecord[]
}

export const removeFile = (ctx: Ctx, hash: string): Promise<void> =>
  ctx.databases.files.remove([fileNameOf(ctx.hq.tenantId, hash)])

export const removePieces = (ctx: Ctx, importId: string, count: number): Promise<void> =>
  ctx.databases.files.remove(Array.from({ length: count }, (_, n) => pieceNameOf(ctx.hq.tenantId, importId, n)))
