import { readFileSync, writeFileSync } from 'node:fs'
import { CHANNEL_ROLES, HQ_ROLES, permissionsOf } from '@partline/identity'
import { type Permission, permissions } from '@partline/kernel'

const FILE = new URL('../docs/permissions.md', import.meta.url)

type Roles = Record<string, readonly Permission[]>

/** What the roles are called (§4.2, and the channel's own people). */
const NAMES: Record<string, string> = {
  admin: '系统管理员',
  priceManager: '配件价格主管',
  accountant: '结算会计',
  serviceDirector: '服务总监',
  auditor: '内部审计',
  principal: '渠道负责人',
  buyer: '采购',
  finance: '财务',
  serviceAdviser: '服务顾问',
  technician: '技师',
  storekeeper: '库管',
}

function table(roles: Roles): string {
  const names = Object.keys(roles)
  const held = permissions.filter((permission) => names.some((name) => roles[name]?.includes(permission)))
  const head = ['permission', ...names.map((name) => `${name}<br>${NAMES[name]}`)]
  const rows = held.map((permission) => [
    `\`${permission}\``,
    ...names.map((name) => (roles[name]?.includes(permission) ? '●' : '')),
  ])
  return [head, head.map((_, index) => (index === 0 ? '---' : ':-:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}

const list = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(', ')

/** The page that shows `packages/identity/src/roles.ts` as two tables. */
export function permissionsPage(): string {
  const nobody = permissions.filter(
    (each) =>
      each !== 'self:manage' &&
      ![...Object.values(HQ_ROLES), ...Object.values(CHANNEL_ROLES)].flat().includes(each as never),
  )
  return `# Who may do what

Made from \`packages/identity/src/roles.ts\` by \`node test/permissions-doc.ts\`; a test fails when this page is stale.
A key holds one role in one place: at HQ, or in exactly one channel. A person may have several places with a role in
each, and acts in one at a time. Besides, everybody who signed in holds \`self:manage\` over her own account; no key does.

- Drafting a price book and approving it are different roles, and never the same person: \`priceManager\` drafts,
  \`serviceDirector\` approves.
- \`price.settlement:read\` decides whether a principal ever receives a settlement price or anything computed from one.
- \`order:read\` without \`order.amounts:read\` shows an order without money.
- An HQ role reaches every channel; a channel role reaches its own and cannot tell whether another exists.

## HQ 总部

${table(HQ_ROLES)}

## Channel 渠道

${table(CHANNEL_ROLES)}

While a channel is suspended its people keep ${list(permissionsOf('channel', 'principal', true))} of what they have, and nothing else.
${nobody.length > 0 ? `\nHeld by nobody yet: ${list(nobody)}.\n` : ''}`
}

export const permissionsFile = () => readFileSync(FILE, 'utf8')

if (import.meta.main) writeFileSync(FILE, permissionsPage())
