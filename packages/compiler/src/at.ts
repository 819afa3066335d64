/**
 * An element that is there: the index was made from the length. One function for each kind of array, since code that
 * reads a single kind runs three times as fast as code that meets several.
 */
export const at = (list: Float64Array, index: number): number => list[index] as number
export const intAt = (list: Int32Array, index: number): number => list[index] as number
export const sideAt = (list: Int8Array, index: number): number => list[index] as number
export const anyAt = (list: ArrayLike<number>, index: number): number => list[index] as number
