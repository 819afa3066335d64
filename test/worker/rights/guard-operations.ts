import { watchLookups } from '@partline/pricing'
import type { Brand } from './brand.ts'
import type { OperationLine } from './operation-table.ts'

const read = { method: 'GET', scope: 'brand', ok: 200 } as const
const write = { method: 'POST', scope: 'brand', ok: 200 } as const
const guard = ['lookup:guard'] satisfies OperationLine['may']

async function honeyPart(brand: Brand): Promise<string> {
  const path = `/v1/honey-parts/${brand.next('HONEY-')}`
  await brand.world.json('PUT', path, { as: brand.hq.priceManager, body: { note: '诱饵' }, expect: 200 })
  return path
}

/** Somebody looks a honey number up, and HQ is told. */
async function alertPath(brand: Brand): Promise<string> {
  const number = (await honeyPart(brand)).split('/').at(-1)
  await brand.world.json('GET', `/v1/prices/${number}`, { as: brand.own.keys.buyer, expect: 200 })
  await brand.world.settle()
  await watchLookups(brand.world.ctx({ kind: 'hq', role: 'system' }))
  const page = await brand.world.json<{ items: { id: string }[] }>('GET', '/v1/lookup-alerts', {
    as: brand.hq.auditor,
    expect: 200,
  })
  return `/v1/lookup-alerts/${page.items[0]?.id}`
}

/** T6 and T7: who watches over look-ups, and who may ask whether the trails are intact. */
export const GUARD_OPERATIONS: readonly OperationLine[] = [
  { ...read, id: 'verifyAudit', may: ['audit:read'], sample: () => ({ path: '/v1/audit/verification' }) },
  { ...read, id: 'listLookupUsage', may: ['lookup:read'], sample: () => ({ path: '/v1/lookup-usage?limit=100' }) },
  {
    ...read,
    id: 'listLookupAlerts',
    may: ['lookup-alert:read'],
    sample: async (brand) => {
      await alertPath(brand)
      return { path: '/v1/lookup-alerts?limit=100' }
    },
  },
  {
    ...write,
    id: 'acknowledgeLookupAlert',
    may: guard,
    sample: async (brand) => ({ path: `${await alertPath(brand)}/acknowledge` }),
  },
  { ...read, id: 'listHoneyParts', may: guard, sample: () => ({ path: '/v1/honey-parts' }) },
  { ...read, id: 'getHoneyPart', may: guard, sample: async (brand) => ({ path: await honeyPart(brand) }) },
  {
    ...write,
    id: 'setHoneyPart',
    method: 'PUT',
    may: guard,
    sample: (brand) => ({ path: `/v1/honey-parts/${brand.next('HONEY-')}`, body: { note: '诱饵' } }),
  },
  {
    ...write,
    id: 'clearHoneyPart',
    method: 'DELETE',
    ok: 204,
    may: guard,
    sample: async (brand) => ({ path: await honeyPart(brand) }),
  },
  {
    ...write,
    id: 'changeApiKey',
    method: 'PATCH',
    may: ['channel:write'],
    sample: async (brand, tenant) => ({
      path: `/v1/api-keys/${(await brand.apiKey(tenant)).id}?channelId=${tenant.channel.id}`,
      body: { distinctPartsPerDay: 500 },
    }),
  },
]
