const SURNAMES = [...'陈李王张刘杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏']
const GIVEN = [
  ...['建国', '丽华', '志强', '晓燕', '伟明', '秀英', '海涛', '雪梅', '文博', '佳怡', '永刚', '敏', '国栋', '静'],
  ...['俊杰', '婷婷', '振华', '玉兰', '思远', '春梅', '浩然', '欣怡', '立新', '红', '天宇', '淑芬', '明辉', '慧'],
  ...['少波', '雅琴', '宏伟', '桂芳', '一鸣', '小红', '家豪', '丹', '德胜', '美玲', '鹏飞', '洁', '向东'],
]

/** A person's name, the same for the same place in the order; 41 different ones. */
export function personName(index: number): string {
  return `${SURNAMES[index % SURNAMES.length]}${GIVEN[(index * 7) % GIVEN.length]}`
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password like `k7mq-w3xd-9hna`: random, and typed without mistakes. */
export function newPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  const letters = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('')
  return letters.replace(/^(.{4})(.{4})(.{4})$/, '$1-$2-$3')
}

/** The roles as `demo.json` names them, with what the product calls them and what people call them. */
export const HQ_STAFF = [
  { as: 'admin', role: 'admin', title: '系统管理员' },
  { as: 'priceManager', role: 'priceManager', title: '价格经理' },
  { as: 'settlementAccountant', role: 'accountant', title: '结算会计' },
  { as: 'serviceDirector', role: 'serviceDirector', title: '售后总监' },
  { as: 'auditor', role: 'auditor', title: '审计' },
] as const

export const CHANNEL_STAFF = [
  { as: 'principal', role: 'principal', title: '负责人' },
  { as: 'buyer', role: 'buyer', title: '采购' },
  { as: 'finance', role: 'finance', title: '财务' },
  { as: 'serviceAdviser', role: 'serviceAdviser', title: '服务顾问' },
  { as: 'technician', role: 'technician', title: '技师' },
  { as: 'storekeeper', role: 'storekeeper', title: '库管' },
] as const
