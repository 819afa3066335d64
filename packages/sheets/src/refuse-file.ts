import { defineProblem, type Problem, type Words } from '@partline/kernel'

const importFileRefused = defineProblem('invalid', 'import-file-refused', {
  zh: '文件无法读取,没有导入任何内容',
  en: 'The file cannot be read; nothing was staged',
})

/** The refusal of a whole file (M4): `code` says why, the words say what to do about it. */
export const refusedFile = (code: string, message: Words): Problem =>
  importFileRefused({ detail: message, errors: [{ pointer: '', code, message }] })

/** Why a file was refused; undefined for any other error. */
export function refusalOf(error: unknown): { code: string; message: Words } | undefined {
  const problem = error as Problem | undefined
  return problem?.definition === importFileRefused.definition ? problem.errors[0] : undefined
}
