export { engineeringBomImport } from './bom-import.ts'
export { modelsImport } from './models-import.ts'
export { serialKeyOf } from './serial-given.ts'
export { model, productLine } from './tables.ts'
