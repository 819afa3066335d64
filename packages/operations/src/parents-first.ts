export type Reference = { table: string; parent: string }

/** Orders tables so that what a row points to is there before the row. @throws for a circle */
export function parentsFirst(tables: readonly string[], references: readonly Reference[]): string[] {
  const ordered: string[] = []
  const visiting = new Set<string>()
  const visit = (table: string) => {
    if (ordered.includes(table)) return
    if (visiting.has(table)) throw new Error(`${table} points to itself by a detour`)
    visiting.add(table)
    for (const each of references)
      if (each.table === table && each.parent !== table && tables.includes(each.parent)) visit(each.parent)
    ordered.push(table)
  }
  for (const table of tables) visit(table)
  return ordered
}
