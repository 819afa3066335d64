import { ListQuery, PageView, say, TextInput } from '@partline/http'
import * as z from 'zod'
import { MAX_PASSWORD, MIN_PASSWORD } from './auth.ts'
import { readWho } from './who.ts'

const wrongWho = say('应为电子邮箱或手机号', 'must be an e-mail address or a mobile number')

/** An e-mail address or a mobile number, as a person types it. */
const WhoInput = z
  .string()
  .max(200)
  .refine((text) => readWho(text) !== undefined, wrongWho)
  .transform((text) => readWho(text) ?? { email: text, mobile: null })

/** A password being typed again: whatever it is, within reason. */
const PasswordInput = z.string().min(1).max(MAX_PASSWORD)
/** A password being chosen: 10 to 128 characters. */
const NewPasswordInput = z.string().min(MIN_PASSWORD).max(MAX_PASSWORD)
const CodeInput = z.string().regex(/^\d{6}$/, say('应为六位数字', 'must be six digits'))
const TokenInput = z.string().regex(/^pll_[\w-]{43}$/, say('链接不完整', 'the link is not complete'))
const ChannelIdInput = z.string().min(1).max(64)

export const SignInBody = z.strictObject({ account: WhoInput, password: PasswordInput, code: CodeInput.optional() })
export const PasswordBody = z.strictObject({ password: PasswordInput })
export const CodeBody = z.strictObject({ code: CodeInput })
export const ChangePasswordBody = z.strictObject({ currentPassword: PasswordInput, newPassword: NewPasswordInput })
export const TokenBody = z.strictObject({ token: TokenInput })
export const TokenPasswordBody = z.strictObject({ token: TokenInput, password: NewPasswordInput })

/** `channelId` is for HQ: none means a role at HQ. */
export const InviteBody = z.strictObject({
  account: WhoInput,
  name: TextInput(60),
  role: TextInput(40),
  channelId: ChannelIdInput.optional(),
})
export const ResetBody = z.strictObject({ account: WhoInput })
export const RoleBody = z.strictObject({ role: TextInput(40) })

export const InvitationsQuery = ListQuery({ channelId: ChannelIdInput.optional() })
export const ChannelQuery = z.strictObject({ channelId: ChannelIdInput.optional() })
export const PlainQuery = ListQuery({})

/** Where a person belongs. `channelId` is null at HQ. */
export const PlaceView = z
  .strictObject({ channelId: z.string().nullable(), channelName: z.string().nullable(), role: z.string() })
  .meta({ id: 'Place' })

/** A new session, as the page that signed in needs it; the session itself is a cookie. */
export const SignedInView = z
  .strictObject({ name: z.string(), memberships: z.array(PlaceView), expiresAt: z.string() })
  .meta({ id: 'SignedIn' })

export const SessionView = z
  .strictObject({
    id: z.string(),
    device: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    current: z.boolean(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'Session' })
export const SessionsView = PageView(SessionView)

/** `secret` and `url` are there once: in the answer that began it. */
export const SecondFactorView = z
  .strictObject({ on: z.boolean(), secret: z.string().optional(), url: z.string().optional() })
  .meta({ id: 'SecondFactor' })

export const ChangedView = z.strictObject({ changed: z.literal(true) }).meta({ id: 'Changed' })

/** An invitation. `link` is there once: in the answer that made it, never in a replay. */
export const InvitationView = z
  .strictObject({
    id: z.string(),
    channelId: z.string().nullable(),
    account: z.string(),
    name: z.string(),
    role: z.string(),
    status: z.enum(['open', 'accepted', 'withdrawn', 'expired']),
    createdAt: z.string(),
    expiresAt: z.string(),
    link: z.string().optional(),
  })
  .meta({ id: 'Invitation' })
export const InvitationsView = PageView(InvitationView)

/** What the holder of a link is told before she takes it up. */
export const OpenedInvitationView = z
  .strictObject({
    account: z.string(),
    name: z.string(),
    role: z.string(),
    channelName: z.string().nullable(),
    expiresAt: z.string(),
  })
  .meta({ id: 'OpenedInvitation' })

export const JoinedView = z.strictObject({ membershipId: z.string() }).meta({ id: 'Joined' })

/** A reset. `link` is there once: in the answer that made it, never in a replay. */
export const PasswordResetView = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    link: z.string().optional(),
  })
  .meta({ id: 'PasswordReset' })

export const MembershipView = z
  .strictObject({
    id: z.string(),
    channelId: z.string().nullable(),
    personId: z.string(),
    name: z.string(),
    role: z.string(),
    createdAt: z.string(),
  })
  .meta({ id: 'Membership' })
export const MembershipsView = PageView(MembershipView)

const Held = z.strictObject({ id: z.string(), channelId: z.string().nullable(), role: z.string() })

/** A person with those of her memberships that the caller may see. */
export const PersonView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    mobile: z.string().nullable(),
    createdAt: z.string(),
    memberships: z.array(Held),
  })
  .meta({ id: 'Person' })
export const PeopleView = PageView(PersonView)
