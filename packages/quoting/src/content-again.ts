import type { ContentInput } from './price-quote.ts'
import type { Quote } from './quotes.repo.ts'

/** How long a quote made from another is valid, in days from its own making. */
const VALID_DAYS = 15

/**
 * The content of a quote as it would be asked for again, to be priced anew. `keepDeviations`: with the prices its lines
 * had instead of the guide price. `byChannel`: a channel asks for the tariff, whatever HQ had agreed on (Q3).
 */
export function contentAgain(quote: Quote, byChannel: boolean, keepDeviations: boolean): ContentInput {
  const { customerName, customerPhone, taxBasis } = quote
  const lines = quote.lines.map((line) => {
    const own = keepDeviations && line.deviationReason !== null
    const priceFen = taxBasis === 'net' ? line.unitNetFen : line.unitGrossFen
    const deviation = own ? { priceFen, reason: line.deviationReason ?? '' } : {}
    return { partNumber: line.partNumber, quantity: line.quantity, ...deviation }
  })
  return {
    lines,
    freight: quote.kind === 'purchase' && byChannel ? undefined : freightAgain(quote),
    validDays: VALID_DAYS,
    note: quote.note,
    customer: customerName === null ? undefined : { name: customerName, phone: customerPhone ?? '' },
  }
}

function freightAgain(quote: Quote): ContentInput['freight'] {
  const { freightMode: mode, taxBasis } = quote
  if (quote.freightSource !== 'manual') return { mode, source: 'tariff' }
  const amountFen = mode === 'charged' && taxBasis === 'net' ? quote.freightNetFen : quote.freightGrossFen
  return { mode, source: 'manual', amountFen, reason: quote.freightReason ?? '' }
}
