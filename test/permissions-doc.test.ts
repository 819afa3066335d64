import { CHANNEL_ROLES, HQ_ROLES } from '@partline/identity'
import { permissions } from '@partline/kernel'
import { expect, test } from 'vitest'
import { permissionsFile, permissionsPage } from './permissions-doc.ts'

test('docs/permissions.md says what roles.ts says; run `node test/permissions-doc.ts` when it does not', () => {
  expect(permissionsFile()).toBe(permissionsPage())
})

test('every permission is held by somebody, every role holds something known, and drafting and approving are apart', () => {
  const roles = Object.entries({ ...HQ_ROLES, ...CHANNEL_ROLES }) as [string, readonly string[]][]
  const held = new Set(roles.flatMap(([, each]) => each))
  expect([...held, 'self:manage'].toSorted(), 'self:manage is every person’s own').toEqual([...permissions].toSorted())
  for (const [role, each] of roles) {
    expect(new Set(each).size, `${role} names a permission twice`).toBe(each.length)
    expect(each.includes('book:draft') && each.includes('book:approve'), role).toBe(false)
    expect(each, `${role} may at least see itself`).toContain('profile:read')
  }
})

test('whoever may read settlement prices or order money may read guide prices, and never the other way alone', () => {
  for (const [role, held] of Object.entries({ ...HQ_ROLES, ...CHANNEL_ROLES }) as [string, readonly string[]][]) {
    if (held.includes('price.settlement:read')) expect(held, role).toContain('price.guide:read')
    if (held.includes('order.amounts:read')) expect(held, role).toContain('price.settlement:read')
    if (held.includes('book:read')) expect(held, `${role} sees costs and margins`).toContain('price.settlement:read')
    if (held.includes('account:read') || held.includes('purchase-quote:read'))
      expect(held, role).toContain('price.settlement:read')
  }
})
