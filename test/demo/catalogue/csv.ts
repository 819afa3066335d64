/** Reads RFC 4180 text into records of fields: quoted fields may hold commas, line breaks and doubled quotes. */
export function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (!match) throw new Error(`Not RFC 4180 at character ${at}`)
    record.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
    if (match[3] === ',' && field.lastIndex < text.length) continue
    if (match[3] === ',') record.push('')
    records.push(record)
    record = []
  }
  return records
}
