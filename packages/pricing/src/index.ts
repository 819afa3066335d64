export { COMPILE_TOPIC, type CompileMessage } from './compile/compilations.repo.ts'
export { compileBook } from './compile/compile-book.ts'
export type { CompileInput } from './compile/compile-input.ts'
export { runCompilation } from './compile/run-compilation.ts'
export { countPriceChanges } from './count-price-changes.ts'
export { draftPriceBook } from './draft-price-book.ts'
export { type Offer, type OfferPlan, type OfferSheet, planOffers, type RefusedOffer } from './offers.ts'
export { findPolicy } from './policy/policy.repo.ts'
export { familyCorridorBps, type Policy, type PolicyFamily, type PolicyLine, policyFor } from './policy/policy.ts'
export { MAX_PRICE_FEN } from './price-book.ts'
export { findVersion } from './price-books.repo.ts'
export {
  CHANNEL_PRICE_CHANGE_TOPIC,
  type ChannelPriceChangeMessage,
  PRICE_CHANGE_TOPIC,
} from './price-change.repo.ts'
export { pricesImport } from './prices-import.ts'
export { flushLookups } from './record-lookups.ts'
export { publishPriceBook } from './review-price-book.ts'
export { setPrice } from './set-price.ts'
export { eventFor, spreadPriceChange } from './spread-price-change.ts'
export { submitPriceBook } from './submit-price-book.ts'
export { lookupAlertWork } from './watch/lookup-alert-work.repo.ts'
export { watchLookups } from './watch/watch-lookups.ts'
