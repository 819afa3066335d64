import { instant } from '@partline/kernel'
import type * as z from 'zod'
import type { VerificationView } from './inputs.ts'
import type { Verification } from './verify-evidence.ts'

export function toVerificationView(found: Verification, checkedAt: number): z.output<typeof VerificationView> {
  return {
    channelId: found.tenantId === 'hq' ? null : found.tenantId,
    verdict: found.verdict,
    checkedAt: instant(checkedAt),
    anchoredOn: found.anchoredOn,
    trails: found.trails.map(({ sealedThrough, faults, ...trail }) => ({
      ...trail,
      sealedThrough: sealedThrough === null ? null : instant(sealedThrough),
      faults: faults.map(({ against = null, ...fault }) => ({ ...fault, against })),
    })),
  }
}
