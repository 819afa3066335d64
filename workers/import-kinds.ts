import { importKinds, partsImport } from '@partline/catalog'
import { pricesImport } from '@partline/pricing'

/** Every kind of file that can be imported. */
export const importKindOf = importKinds([partsImport, pricesImport])
