import { invalidField } from '@partline/kernel'
import type { ImportKind, KindOf } from './import-kind.ts'

/** Finds a kind by its name. @throws invalid-input for a name of none */
export const importKinds =
  (kinds: readonly ImportKind[]): KindOf =>
  (name) => {
    const kind = kinds.find((each) => each.kind === name)
    if (!kind) throw invalidField('?kind', 'unknown_kind', UNKNOWN_KIND)
    return kind
  }

const UNKNOWN_KIND = { zh: '不能导入这种文件', en: 'Files of this kind cannot be imported' }
