import * as z from 'zod'

const VerdictView = z.enum(['intact', 'altered', 'cut', 'rewritten'])

const FaultView = z
  .strictObject({
    kind: z.enum([
      'rowChanged',
      'rowMissing',
      'rowInserted',
      'blockChanged',
      'blockMissing',
      'tailCut',
      'headMissing',
      'headDiffers',
      'archiveMissing',
    ]),
    block: z.int().nullable(),
    row: z.string().nullable(),
    against: z.enum(['head', 'anchor', 'statement']).nullable(),
  })
  .meta({ id: 'EvidenceFault' })

const TrailView = z
  .strictObject({
    place: z.enum(['hq', 'channel']),
    stream: z.enum(['audit', 'lookup']),
    verdict: VerdictView,
    blocks: z.int(),
    rows: z.int(),
    unsealed: z.int(),
    archivedRows: z.int(),
    sealedThrough: z.string().nullable(),
    faults: z.array(FaultView),
  })
  .meta({ id: 'EvidenceTrail' })

/**
 * Whether a tenant's trails are what was sealed (T6). `altered`: a sealed row or block is not what it was; `cut`: the chain
 * ends before a head kept elsewhere; `rewritten`: it holds together but is not the chain whose head was kept.
 */
export const VerificationView = z
  .strictObject({
    channelId: z.string().nullable(),
    verdict: VerdictView,
    checkedAt: z.string(),
    anchoredOn: z.string().nullable(),
    trails: z.array(TrailView),
  })
  .meta({ id: 'EvidenceVerification' })
