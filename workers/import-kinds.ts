import { importKinds, partsImport } from '@partline/catalog'
import { pricesImport } from '@partline/pricing'
import { engineeringBomImport, modelsImport } from '@partline/service-bom'

/** Every kind of file that can be imported. */
export const importKindOf = importKinds([partsImport, pricesImport, modelsImport, engineeringBomImport])
