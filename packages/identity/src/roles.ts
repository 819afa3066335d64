import type { Permission } from '@partline/kernel'

/**
 * Who may do what (requirement T2, T4). Read a row as: this role holds these permissions.
 * HQ: the price manager drafts books and the service director approves them; never the same person (P9).
 * The administrator runs channels and keys and sees no settlement price; no other role hands out keys for HQ.
 */
export const HQ_ROLES = {
  admin: [
    'profile:read',
    'part:read',
    'channel:read',
    'channel:write',
    'api-key:read',
    'api-key:write',
    'freight:read',
  ],
  priceManager: [
    'profile:read',
    'part:read',
    'part:write',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'book:read',
    'book:draft',
    'import:read',
    'import:write',
    'channel:read',
    'freight:read',
    'freight:write',
    'purchase-quote:read',
    'purchase-quote:write',
    'lookup:read',
  ],
  accountant: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'book:read',
    'channel:read',
    'freight:read',
    'purchase-quote:read',
    'order:read',
    'order.amounts:read',
    'order:ship',
    'account:read',
    'payment:read',
    'payment:write',
    'statement:read',
    'closing:read',
    'closing:run',
  ],
  serviceDirector: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'book:read',
    'book:approve',
    'import:read',
    'channel:read',
    'freight:read',
    'purchase-quote:read',
    'order:read',
    'order.amounts:read',
    'order:ship',
    'account:read',
    'payment:read',
    'statement:read',
    'closing:read',
    'lookup:read',
  ],
  auditor: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'book:read',
    'import:read',
    'channel:read',
    'api-key:read',
    'freight:read',
    'purchase-quote:read',
    'user-quote:read',
    'order:read',
    'order.amounts:read',
    'account:read',
    'payment:read',
    'statement:read',
    'closing:read',
    'lookup:read',
    'audit:read',
  ],
} as const satisfies Record<string, readonly Permission[]>

export const CHANNEL_ROLES = {
  principal: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'api-key:read',
    'api-key:write',
    'purchase-quote:read',
    'purchase-quote:write',
    'purchase-quote:decide',
    'user-quote:read',
    'user-quote:write',
    'order:read',
    'order.amounts:read',
    'account:read',
    'payment:read',
    'statement:read',
    'lookup:read',
    'audit:read',
  ],
  buyer: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'purchase-quote:read',
    'purchase-quote:write',
    'purchase-quote:decide',
    'order:read',
    'order.amounts:read',
  ],
  finance: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'price.settlement:read',
    'purchase-quote:read',
    'order:read',
    'order.amounts:read',
    'account:read',
    'payment:read',
    'statement:read',
  ],
  serviceAdviser: [
    'profile:read',
    'part:read',
    'price:lookup',
    'price.guide:read',
    'user-quote:read',
    'user-quote:write',
  ],
  technician: ['profile:read', 'part:read', 'price:lookup'],
  storekeeper: ['profile:read', 'part:read', 'price:lookup', 'order:read'],
} as const satisfies Record<string, readonly Permission[]>

export type HqRole = keyof typeof HQ_ROLES
export type ChannelRole = keyof typeof CHANNEL_ROLES

/** What a suspended channel keeps: its profile and its statements, and nothing else (T1). */
const WHILE_SUSPENDED: ReadonlySet<Permission> = new Set(['profile:read', 'statement:read'])

/** The permissions of a role; empty for a name that is no role of that side. */
export function permissionsOf(kind: 'hq' | 'channel', role: string, suspended: boolean): ReadonlySet<Permission> {
  const table: Record<string, readonly Permission[]> = kind === 'hq' ? HQ_ROLES : CHANNEL_ROLES
  const held = Object.hasOwn(table, role) ? (table[role] ?? []) : []
  return new Set(suspended ? held.filter((permission) => WHILE_SUSPENDED.has(permission)) : held)
}
