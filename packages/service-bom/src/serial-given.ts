import { badSerial } from './problems.ts'
import { readSerial } from './serial.ts'

/** The sorting key of a serial in a query; undefined when none is given. @throws invalid-input when it cannot be one */
export function serialKeyOf(serial: string | undefined): string | undefined {
  if (serial === undefined) return undefined
  const key = readSerial(serial)?.key
  if (!key) throw badSerial()
  return key
}
