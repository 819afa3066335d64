import { listSheet } from '@partline/http'
import type * as z from 'zod'
import { EntryView } from './inputs.ts'

const { postings: Postings } = EntryView.shape
const PostingRow = EntryView.omit({ postings: true }).extend(Postings.element.shape)
type PostingRow = z.output<typeof PostingRow>

/** One row per posting: an entry has at least two. */
export const ENTRIES = listSheet({
  name: { zh: '账户分录', en: 'account-entries' },
  row: PostingRow,
  words: {
    seq: { zh: '序号', en: 'Sequence' },
    source: { zh: '来源', en: 'Source' },
    postedOn: { zh: '记账日期', en: 'Posted on' },
    reverses: { zh: '冲销', en: 'Reverses' },
    accountId: { zh: '科目', en: 'Account' },
    currency: { zh: '币种', en: 'Currency' },
    debitFen: { zh: '借方(元)', en: 'Debit (yuan)' },
    creditFen: { zh: '贷方(元)', en: 'Credit (yuan)' },
  },
  expand: ({ postings, ...entry }: z.output<typeof EntryView>): PostingRow[] =>
    postings.map((posting) => ({ ...entry, ...posting })),
})
