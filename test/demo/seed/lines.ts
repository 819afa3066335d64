import type { Shop } from './year.ts'

/** Parts a workshop needs: a few sell often, most hardly ever. Each part once, in whole packs. */
export function chooseLines({ desk, parts }: Shop, count: number): { partNumber: string; quantity: number }[] {
  const lines = new Map<string, { partNumber: string; quantity: number }>()
  while (lines.size < count) {
    const part = parts[Math.floor(desk.chance() ** 2 * parts.length)]
    if (!part?.facts.serviceable || part.number.endsWith('#')) continue
    const packs = part.facts.class === 'module' ? 1 : desk.pick(1, 4)
    lines.set(part.number, { partNumber: part.number, quantity: packs * part.facts.packQuantity })
  }
  return [...lines.values()]
}
