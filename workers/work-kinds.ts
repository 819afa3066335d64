import type { WorkKind } from '@partline/db'
import { exceptionWork } from '@partline/exceptions'
import { lookupAlertWork } from '@partline/pricing'

/** Every kind of work that can wait for a team (T8). */
export const workKinds: readonly WorkKind[] = [exceptionWork, lookupAlertWork]
