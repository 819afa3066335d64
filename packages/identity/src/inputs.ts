import { DateInput, FenView, ListQuery, PageView, say, TextInput } from '@partline/http'
import { MAX_FEN } from '@partline/kernel'
import * as z from 'zod'
import { PlaceView } from './people/inputs.ts'

const Cycle = z.enum(['perOrder', 'monthly', 'quarterly'])
const Limit = z.int().min(0).max(MAX_FEN)
/** Different parts a Shanghai day (T7). */
const PartsPerDay = z.int().min(1).max(10_000_000)

/** A new channel (T1). `shard` is chosen by the system when left out. `creditLimitFen` in fen. */
export const CreateChannelInput = z.strictObject({
  name: TextInput(100),
  grade: TextInput(10),
  cycle: Cycle.default('perOrder'),
  creditLimitFen: Limit.default(0),
  zone: TextInput(40),
  distinctPartsPerDay: PartsPerDay.default(2_000),
  shard: TextInput(4).optional(),
})

/** What HQ may change of a channel; fields left out stay as they are. */
export const ChangeChannelInput = z
  .strictObject({
    name: TextInput(100),
    grade: TextInput(10),
    cycle: Cycle,
    creditLimitFen: Limit,
    zone: TextInput(40),
    distinctPartsPerDay: PartsPerDay,
  })
  .partial()
  .refine((input) => Object.keys(input).length > 0, '{"zh":"至少改一项","en":"change at least one field"}')

export const ReasonInput = z.strictObject({ reason: TextInput(500) })

/** A channel as HQ sees it. `takingEffect`: its shard has not yet applied the last change. */
export const ChannelView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    status: z.enum(['provisioning', 'active', 'suspended', 'archived']),
    shard: z.string(),
    grade: z.string(),
    cycle: Cycle,
    creditLimitFen: FenView,
    zone: z.string(),
    distinctPartsPerDay: z.int(),
    takingEffect: z.boolean(),
    version: z.int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Channel' })

export const ChannelsQuery = ListQuery({ status: z.enum(['active', 'suspended', 'archived']).optional() })
export const ChannelsView = PageView(ChannelView)

/** A grade as it is written in books and imports: letters, digits, `-` and `_`, at most 10. */
export const GradeParam = z.strictObject({
  code: z.string().regex(/^[\p{L}\p{N}_-]{1,10}$/u, say('只能用字母、数字、- 和 _', 'use letters, digits, - and _')),
})

export const SetGradeInput = z.strictObject({ names: z.strictObject({ zh: TextInput(40), en: TextInput(40) }) })

/** A grade of channels: which settlement prices they buy at. */
export const GradeView = z
  .strictObject({ code: z.string(), names: z.strictObject({ zh: z.string(), en: z.string() }) })
  .meta({ id: 'Grade' })

export const GradesQuery = ListQuery({})
export const GradesView = PageView(GradeView)

/** A new API key. HQ's administrator names a channel, or none for a key of an HQ role; a principal's is for her own channel. */
export const CreateApiKeyInput = z.strictObject({
  label: TextInput(100),
  role: TextInput(40),
  channelId: z.string().min(1).max(64).optional(),
  expiresOn: DateInput.optional(),
  lookupsPerMinute: z.int().min(1).max(1_000_000).default(6_000),
  distinctPartsPerDay: PartsPerDay.optional(),
})

/** What HQ may change of a key: price look-ups a minute, and different parts a Shanghai day (T7). */
export const ChangeApiKeyInput = z
  .strictObject({ lookupsPerMinute: z.int().min(1).max(1_000_000), distinctPartsPerDay: PartsPerDay })
  .partial()
  .refine((input) => Object.keys(input).length > 0, say('至少改一项', 'change at least one field'))

/** A key without its secret. `secret` is there once: in the answer that made it, never in a replay. */
export const ApiKeyView = z
  .strictObject({
    id: z.string(),
    channelId: z.string().nullable(),
    label: z.string(),
    role: z.string(),
    lookupsPerMinute: z.int(),
    distinctPartsPerDay: z.int(),
    createdAt: z.string(),
    expiresAt: z.string(),
    revokedAt: z.string().nullable(),
    secret: z.string().optional(),
  })
  .meta({ id: 'ApiKey' })

export const ApiKeysQuery = ListQuery({ channelId: z.string().min(1).max(64).optional() })
export const ApiKeysView = PageView(ApiKeyView)

/** Who the caller is and what she may do. */
export const MeView = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    kind: z.enum(['hq', 'channel']),
    /** Null for a person with several channels who names none. */
    role: z.string().nullable(),
    permissions: z.array(z.string()),
    channel: z.strictObject({ id: z.string(), name: z.string(), status: z.string() }).nullable(),
    /** A person's places; she acts in the one that `Partline-Channel` names. Empty for a key. */
    memberships: z.array(PlaceView),
  })
  .meta({ id: 'Me' })

const Detail = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))

/** One line of the audit trail. Holds no price and no amount. */
export const AuditView = z
  .strictObject({
    id: z.string(),
    channelId: z.string(),
    at: z.string(),
    actorId: z.string(),
    actorLabel: z.string(),
    role: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: Detail,
    requestId: z.string(),
  })
  .meta({ id: 'AuditRecord' })

export const AuditQuery = ListQuery({ subject: z.string().min(1).max(64).optional() })
export const AuditPageView = PageView(AuditView)
