import { defineProblem } from '@partline/kernel'

/** One answer for a wrong password, an unknown address, a wrong code, and somebody who belongs nowhere. */
export const signInRefused = defineProblem('unauthenticated', 'sign-in-refused', {
  zh: '账号或密码不正确',
  en: 'The account or the password is not right',
})

export const secondFactorRequired = defineProblem('unauthenticated', 'second-factor-required', {
  zh: '请输入验证器上的六位动态码',
  en: 'Enter the six-digit code of your authenticator',
})

export const signInSlowedDown = defineProblem('limited', 'sign-in-slowed-down', {
  zh: '尝试次数过多,请稍后再试',
  en: 'Too many attempts; wait and try again',
})

export const originRefused = defineProblem('forbidden', 'origin-refused', {
  zh: '请求不是从本系统的页面发出的',
  en: 'The request does not come from a page of this system',
})

/** Unknown, used, withdrawn, expired, or no longer applicable: a link's holder is not told which. */
export const linkNotValid = defineProblem('notFound', 'link-not-valid', {
  zh: '链接无效、已使用或已过期,请让发出人重新发一个',
  en: 'The link is not valid, used or expired; ask whoever sent it for another',
})

export const alreadyMember = defineProblem('conflict', 'already-member', {
  zh: '此人已经在这里任职',
  en: 'This person already belongs here',
})

export const ownMembership = defineProblem('conflict', 'own-membership', {
  zh: '不能更改或移除自己的任职',
  en: 'You cannot change or remove your own membership',
})

export const secondFactorRefused = defineProblem('conflict', 'second-factor-refused', {
  zh: '动态码不正确,或者当前没有待确认的验证器',
  en: 'The code is not right, or there is no authenticator to confirm',
})

export const secondFactorOn = defineProblem('conflict', 'second-factor-on', {
  zh: '已启用动态码,请先停用',
  en: 'The second factor is on already; turn it off first',
})

export const passwordNotRight = defineProblem('forbidden', 'password-not-right', {
  zh: '当前密码不正确',
  en: 'The present password is not right',
})

export const linkClosed = defineProblem('conflict', 'link-closed', {
  zh: '邀请已被接受、已撤回或已过期',
  en: 'The invitation has been accepted, withdrawn, or has expired',
})
