import { describe, expect, it } from 'vitest'
import { readPartRow } from './part-row.ts'

const read = (cells: Record<string, string>) => readPartRow({ line: 2, cells: { part_number: 'A-1', ...cells } })
const given = (column: string, text: string) => Object.values(read({ [column]: text }).given)[0]
const refuses = (column: string, text: string) => {
  const { issues, given: kept } = read({ [column]: text })
  return issues.length === 1 && issues[0]?.field === column && Object.keys(kept).length === 0
}

describe('a row of a parts file', () => {
  it('reads every spelling of a value that has one meaning', () => {
    const meant: [string, string, unknown][] = [
      ['tax_rate', '13', 1300],
      ['tax_rate', '13 %', 1300],
      ['tax_rate', '９％', 900],
      ['tax_rate', '0', 0],
      ['tax_rate', '0.5%', 50],
      ['tax_rate', '3.25', 325],
      ['cost', '¥1,234.50', 123_450],
      ['cost', '１２．５', 1250],
      ['cost', '0', 0],
      ['weight_g', '1200', 1200],
      ['serviceable', 'Yes', 1],
      ['serviceable', '否', 0],
      ['class', 'WEAR', 'wear'],
      ['class', '核心件', 'core'],
      ['superseded_by', 'ａ 2', 'A2'],
      ['name_zh', ' 前轮 \n 轴承 ', '前轮 轴承'],
      ['family', ' ｆront  bearing ', 'FRONT BEARING'],
      ['class_reason', ' 图纸 归类 ', '图纸 归类'],
    ]
    for (const [column, text, value] of meant)
      expect([column, text, given(column, text)]).toEqual([column, text, value])
  })

  it('refuses what has no meaning, or two, and names the column', () => {
    const meaningless: [string, string[]][] = [
      ['tax_rate', ['0.13', '101', '-1', '13.005', 'x', '1e1', '13%%']],
      ['cost', ['-1', '1.005', '1e3', 'abc', '0x10', 'NaN', '999999999999999']],
      ['weight_g', ['1.5', '-1', '99999999999', 'kg']],
      ['pack_quantity', ['0', '1.0', '10000000']],
      ['serviceable', ['maybe', '2']],
      ['class', ['gold', '__proto__', 'constructor']],
      ['superseded_by', ['???', '-']],
      ['name_en', ['x'.repeat(201)]],
      ['unit', ['x'.repeat(21)]],
      ['family', ['x'.repeat(41)]],
      ['class_reason', ['x'.repeat(501)]],
    ]
    for (const [column, texts] of meaningless)
      for (const text of texts) expect([column, text, refuses(column, text)]).toEqual([column, text, true])
  })

  it('says nothing in an empty cell, except that a name, the cost and the successor are cleared', () => {
    const empty = {
      unit: '',
      class: '',
      weight_g: '',
      tax_rate: '',
      serviceable: '',
      pack_quantity: '',
      class_reason: '',
    }
    expect(read(empty)).toMatchObject({ given: {}, issues: [] })
    const cleared = { nameEn: '', nameZh: '', costFen: null, successorKey: null, family: '' }
    expect(read({ name_en: '', name_zh: '', cost: '', superseded_by: '', family: '' }).given).toEqual(cleared)
  })
})
