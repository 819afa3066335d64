import type { Desk } from './desk.ts'

type Staff = Record<'priceManager' | 'serviceDirector' | 'auditor', { email: string; apiKey: string }>
type Lead = { as: keyof Staff; position: string }

const DIRECTOR: Lead = { as: 'serviceDirector', position: '分管总监' }

/** The seven groups of headquarters (§4.2), who leads each, and what work comes to it so far. */
const TEAMS: { zh: string; en: string; lead: Lead; work?: string[] }[] = [
  { zh: '服务热线', en: 'Service hotline', lead: DIRECTOR },
  { zh: '客户投诉', en: 'Complaints', lead: DIRECTOR },
  { zh: '现场服务', en: 'Field service', lead: DIRECTOR },
  { zh: '返厂维修', en: 'Depot repair', lead: DIRECTOR },
  { zh: '配件管理', en: 'Parts management', lead: { as: 'priceManager', position: '组长' } },
  { zh: '服务培训', en: 'Service training', lead: DIRECTOR },
  {
    zh: '服务策审',
    en: 'Strategy and audit',
    lead: { as: 'auditor', position: '组长' },
    work: ['exception', 'lookupAlert'],
  },
]

/** Sets the seven groups up with their supervisors and queues. */
export async function formTeams(desk: Desk, hq: Staff & { admin: { apiKey: string } }): Promise<void> {
  const as = hq.admin.apiKey
  const page = await desk.get<{ items: { id: string; email: string | null }[] }>('/v1/people?limit=100', as)
  const idOf = (email: string) => page.items.find((each) => each.email === email)?.id
  for (const { zh, en, lead, work = [] } of TEAMS) {
    const body = { names: { zh, en } }
    const { id } = await desk.send<{ id: string }>('POST', '/v1/teams', { as, body, expect: 201 })
    const path = `/v1/teams/${id}/members/${idOf(hq[lead.as].email)}`
    await desk.send('PUT', path, { as, body: { position: lead.position, supervises: true }, expect: 200 })
    for (const kind of work)
      await desk.send('PUT', `/v1/work-kinds/${kind}/team`, { as, body: { teamId: id }, expect: 200 })
  }
}
