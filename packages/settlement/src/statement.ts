import type { Month } from '@partline/kernel'

/** The number of a month's statement, `S202610-0001`: a channel has one a month, so it is gapless by itself. */
export const statementNumber = (month: Month): string => `S${month.replace('-', '')}-0001`

/** Opening + debit − credit = closing, in fen, debit positive. */
export type Figures = { openingFen: number; debitFen: number; creditFen: number; closingFen: number }
