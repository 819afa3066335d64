import type { Ctx } from '@partline/db'
import { listSheet } from '@partline/http'
import type * as z from 'zod'
import { ClassChangeView, CostedPartView, ImportRowView, ImportView, PartView } from './inputs.ts'
import { maySeeCosts } from './views.ts'

/** As an import reads them, so that an export is a file of parts. */
const words = {
  number: { zh: '配件号', en: 'Part number' },
  class: { zh: '类别', en: 'Class' },
  serviceable: { zh: '可服务', en: 'Serviceable' },
  packQuantity: { zh: '包装量', en: 'Pack quantity' },
  successorNumber: { zh: '替代件', en: 'Superseded by' },
  costFen: { zh: '成本(元)', en: 'Cost (yuan)' },
  family: { zh: '族', en: 'Family' },
  classReason: { zh: '定类原因', en: 'Class reason' },
  classBy: { zh: '定类人编号', en: 'Class by (id)' },
  classByName: { zh: '定类人', en: 'Class by' },
  classAt: { zh: '定类时间', en: 'Class since' },
}
const name = { zh: '配件', en: 'parts' }
const PARTS = listSheet({ name, row: PartView, words })
const COSTED_PARTS = listSheet({ name, row: CostedPartView, words })

/** Parts as a table, with the cost for those who may see it. */
export const partsSheet = (ctx: Ctx) => (maySeeCosts(ctx) ? COSTED_PARTS : PARTS)

export const CLASS_CHANGES = listSheet({
  name: { zh: '类别变更', en: 'class-changes' },
  row: ClassChangeView,
  words: {
    seq: { zh: '序号', en: 'Number' },
    classBefore: { zh: '原类别', en: 'Class before' },
    class: { zh: '类别', en: 'Class' },
    changedAt: { zh: '变更时间', en: 'Changed' },
    changedBy: { zh: '变更人编号', en: 'Changed by (id)' },
    changedByName: { zh: '变更人', en: 'Changed by' },
  },
})

export const IMPORTS = listSheet({
  name: { zh: '导入', en: 'imports' },
  row: ImportView.omit({ columns: true, issues: true }),
  words: {
    versionId: { zh: '价格版本', en: 'Price version' },
    fileName: { zh: '文件名', en: 'File' },
    format: { zh: '格式', en: 'Format' },
    encoding: { zh: '编码', en: 'Encoding' },
    sheet: { zh: '工作表', en: 'Sheet' },
    mode: { zh: '方式', en: 'Mode' },
    revision: { zh: '模拟时的版次', en: 'Simulated against' },
    'progress.rows': { zh: '总行数', en: 'Rows' },
    'progress.staged': { zh: '已读取', en: 'Staged' },
    'progress.judged': { zh: '已检查', en: 'Judged' },
    'progress.applied': { zh: '已写入', en: 'Applied' },
    'counts.create': { zh: '新增', en: 'Create' },
    'counts.update': { zh: '更改', en: 'Update' },
    'counts.unchanged': { zh: '不变', en: 'Unchanged' },
    'counts.reject': { zh: '拒绝', en: 'Reject' },
    'counts.warnings': { zh: '提示', en: 'Warnings' },
    createdBy: { zh: '上传人编号', en: 'Uploaded by (id)' },
    createdByName: { zh: '上传人', en: 'Uploaded by' },
    appliedAt: { zh: '导入时间', en: 'Applied at' },
    endedAt: { zh: '结束时间', en: 'Ended at' },
    forgottenAt: { zh: '明细清除时间', en: 'Rows forgotten at' },
  },
})

const IssueRow = ImportRowView.omit({ issues: true }).extend({ issues: ImportRowView.shape.key })

/** One row per row of the file, its remarks one after the other. */
export const IMPORT_ROWS = listSheet({
  name: { zh: '导入各行', en: 'import-rows' },
  row: IssueRow,
  words: {
    line: { zh: '行', en: 'Line' },
    verdict: { zh: '结论', en: 'Verdict' },
    key: { zh: '配件号', en: 'Part number' },
    issues: { zh: '说明', en: 'Remarks' },
  },
  expand: ({ issues, ...row }: z.output<typeof ImportRowView>) => [
    { ...row, issues: issues.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ') },
  ],
})
