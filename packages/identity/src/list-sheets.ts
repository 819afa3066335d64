import { listSheet } from '@partline/http'
import { ApiKeyView, AuditView, ChannelView, GradeView } from './inputs.ts'
import { InvitationView, MembershipView, PersonView, SessionView } from './people/inputs.ts'
import { TeamView } from './teams/inputs.ts'
import { OpenWorkView } from './teams/work-inputs.ts'

const expires = { zh: '到期时间', en: 'Expires' }
const revoked = { zh: '撤销时间', en: 'Revoked' }

export const CHANNELS = listSheet({
  name: { zh: '渠道', en: 'channels' },
  row: ChannelView,
  words: {
    shard: { zh: '分库', en: 'Shard' },
    cycle: { zh: '结算周期', en: 'Cycle' },
    creditLimitFen: { zh: '信用额度(元)', en: 'Credit limit (yuan)' },
    distinctPartsPerDay: { zh: '每日可查配件数', en: 'Parts a day' },
    takingEffect: { zh: '正在生效', en: 'Taking effect' },
  },
})

export const GRADES = listSheet({
  name: { zh: '渠道级别', en: 'grades' },
  row: GradeView,
  words: { code: { zh: '级别', en: 'Grade' } },
})

export const API_KEYS = listSheet({
  name: { zh: 'API 密钥', en: 'api-keys' },
  row: ApiKeyView.omit({ secret: true }),
  words: {
    lookupsPerMinute: { zh: '每分钟查价次数', en: 'Look-ups a minute' },
    distinctPartsPerDay: { zh: '每日可查配件数', en: 'Parts a day' },
    expiresAt: expires,
    revokedAt: revoked,
  },
})

export const AUDIT = listSheet({
  name: { zh: '审计记录', en: 'audit' },
  row: AuditView,
  words: {
    actorLabel: { zh: '操作者', en: 'Actor' },
    action: { zh: '操作', en: 'Action' },
    subject: { zh: '对象', en: 'Subject' },
    detail: { zh: '详情', en: 'Detail' },
  },
})

export const PEOPLE = listSheet({
  name: { zh: '人员', en: 'people' },
  row: PersonView,
  words: {
    name: { zh: '姓名', en: 'Name' },
    email: { zh: '邮箱', en: 'E-mail' },
    mobile: { zh: '手机号', en: 'Mobile' },
    memberships: { zh: '任职', en: 'Memberships' },
  },
})

export const MEMBERSHIPS = listSheet({
  name: { zh: '任职', en: 'memberships' },
  row: MembershipView,
  words: { personId: { zh: '人员编号', en: 'Person id' }, name: { zh: '姓名', en: 'Name' } },
})

export const INVITATIONS = listSheet({
  name: { zh: '邀请', en: 'invitations' },
  row: InvitationView.omit({ link: true }),
  words: { account: { zh: '账号', en: 'Account' }, name: { zh: '姓名', en: 'Name' }, expiresAt: expires },
})

export const SESSIONS = listSheet({
  name: { zh: '登录会话', en: 'sessions' },
  row: SessionView,
  words: {
    device: { zh: '设备', en: 'Device' },
    current: { zh: '当前会话', en: 'Current' },
    expiresAt: expires,
    revokedAt: revoked,
  },
})

export const TEAMS = listSheet({
  name: { zh: '班组', en: 'teams' },
  row: TeamView,
  words: { mergedInto: { zh: '并入', en: 'Merged into' }, members: { zh: '成员', en: 'Members' } },
})

export const TEAM_QUEUE = listSheet({
  name: { zh: '班组待办', en: 'team-queue' },
  row: OpenWorkView,
  words: { sinceAt: { zh: '等待自', en: 'Waiting since' }, what: { zh: '事项', en: 'What' } },
})
