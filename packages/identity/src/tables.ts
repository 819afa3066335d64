import { brandTable, brandView, channelTable } from '@partline/db'
import { integer, text } from 'drizzle-orm/sqlite-core'

/** A channel's grade: decides which settlement prices it buys at. */
export const grade = brandTable('grade', {
  code: text('code').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
})

/** A dealer: one tenant. `version` grows with every change; its shard has caught up when `appliedVersion` equals it. */
export const channel = brandTable('channel', {
  id: text('id').notNull(),
  name: text('name').notNull(),
  shard: text('shard').notNull(),
  status: text('status', { enum: ['active', 'suspended', 'archived'] }).notNull(),
  grade: text('grade').notNull(),
  cycle: text('cycle', { enum: ['perOrder', 'monthly', 'quarterly'] }).notNull(),
  creditLimitFen: integer('credit_limit_fen').notNull(),
  zone: text('zone').notNull(),
  distinctPartsPerDay: integer('distinct_parts_per_day').notNull(),
  version: integer('version').notNull(),
  appliedVersion: integer('applied_version').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/** A human being who signs in. E-mail and mobile are not unique: a second person may use them and nobody is told (T3). */
export const person = brandTable('person', {
  id: text('id').notNull(),
  email: text('email'),
  mobile: text('mobile'),
  name: text('name').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** A person's role in a channel; HQ's own people belong to `hq`. */
export const membership = channelTable('membership', {
  id: text('id').notNull(),
  personId: text('person_id').notNull(),
  role: text('role').notNull(),
  version: integer('version').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** What proves a person: the scrypt hash with its parameters, and the sealed second factor. */
export const personCredential = brandTable('person_credential', {
  personId: text('person_id').notNull(),
  passwordHash: text('password_hash').notNull(),
  passwordChangedAt: integer('password_changed_at').notNull(),
  totpSealed: text('totp_sealed'),
  totpConfirmedAt: integer('totp_confirmed_at'),
  /** The 30-second step of the last code used; no code works twice. */
  totpStep: integer('totp_step').notNull(),
  version: integer('version').notNull(),
})

export const personSession = brandTable('person_session', {
  id: text('id').notNull(),
  personId: text('person_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  device: text('device').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  revokedAt: integer('revoked_at'),
})

/** A device or a network address a person has signed in from, as a hash. */
export const personPlace = brandTable('person_place', {
  personId: text('person_id').notNull(),
  placeHash: text('place_hash').notNull(),
  kind: text('kind', { enum: ['device', 'source'] }).notNull(),
  lastAt: integer('last_at').notNull(),
})

/** Passwords tried lately, counted per hashed bucket. */
export const signInAttempt = brandTable('sign_in_attempt', {
  bucket: text('bucket').notNull(),
  tries: integer('tries').notNull(),
  lastAt: integer('last_at').notNull(),
  openAt: integer('open_at').notNull(),
})

/** Something a person should hear of; notices are made from it. */
export const personEvent = brandTable('person_event', {
  personId: text('person_id').notNull(),
  id: text('id').notNull(),
  kind: text('kind').notNull(),
  at: integer('at').notNull(),
  detail: text('detail').notNull(),
})

/** An offer of one role in one place, taken up once with the token its link holds. */
export const invitation = channelTable('invitation', {
  id: text('id').notNull(),
  tokenHash: text('token_hash').notNull(),
  email: text('email'),
  mobile: text('mobile'),
  name: text('name').notNull(),
  role: text('role').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at').notNull(),
  acceptedAt: integer('accepted_at'),
  withdrawnAt: integer('withdrawn_at'),
})

export const passwordReset = channelTable('password_reset', {
  id: text('id').notNull(),
  tokenHash: text('token_hash').notNull(),
  email: text('email'),
  mobile: text('mobile'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})

/** A group of HQ's people (§4.2). A merged one stays and points to the team it became. */
export const team = brandTable('team', {
  id: text('id').notNull(),
  status: text('status', { enum: ['active', 'merged'] }).notNull(),
  mergedInto: text('merged_into'),
  createdAt: integer('created_at').notNull(),
  version: integer('version').notNull(),
})

export const teamName = brandTable('team_name', {
  teamId: text('team_id').notNull(),
  fromAt: integer('from_at').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  untilAt: integer('until_at'),
})

export const teamMember = brandTable('team_member', {
  teamId: text('team_id').notNull(),
  id: text('id').notNull(),
  personId: text('person_id').notNull(),
  position: text('position').notNull(),
  supervises: integer('supervises').notNull(),
  fromAt: integer('from_at').notNull(),
  untilAt: integer('until_at'),
})

/** That a kind of work comes to a team, and from when until when it did. */
export const teamWork = brandTable('team_work', {
  id: text('id').notNull(),
  kind: text('kind').notNull(),
  teamId: text('team_id').notNull(),
  fromAt: integer('from_at').notNull(),
  untilAt: integer('until_at'),
})

/** A machine credential of one role in one channel (or HQ); only its SHA-256 is kept. */
export const apiKey = channelTable('api_key', {
  id: text('id').notNull(),
  keyHash: text('key_hash').notNull(),
  label: text('label').notNull(),
  role: text('role').notNull(),
  personId: text('person_id'),
  lookupsPerMinute: integer('lookups_per_minute').notNull(),
  distinctPartsPerDay: integer('distinct_parts_per_day').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at').notNull(),
  revokedAt: integer('revoked_at'),
})

/** Who answers for what a key of HQ did: the person it belongs to, or else whoever made it. */
export const answerable = brandView('answerable', { id: text('id').notNull(), person: text('person').notNull() })
