/** How a person is addressed at sign-in: an e-mail address or a mobile number. Neither is unique. */
export type Who = { readonly email: string; readonly mobile: null } | { readonly email: null; readonly mobile: string }

const EMAIL = /^[^\s@"<>(),:;[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/
const CHINESE_MOBILE = /^(?:\+?86)?(1[3-9]\d{9})$/
const FOREIGN_MOBILE = /^\+[1-9]\d{6,14}$/

/**
 * Reads an e-mail address (lower case) or a mobile number (E.164; eleven digits mean China). Spaces, dots and hyphens
 * in a number do not count. Undefined for anything else.
 */
export function readWho(text: string): Who | undefined {
  const trimmed = text.trim().normalize('NFKC')
  const email = trimmed.toLowerCase()
  if (email.length <= 200 && EMAIL.test(email)) return { email, mobile: null }
  const digits = trimmed.replace(/[\s.()-]/g, '')
  const chinese = CHINESE_MOBILE.exec(digits)?.[1]
  if (chinese) return { email: null, mobile: `+86${chinese}` }
  return FOREIGN_MOBILE.test(digits) && !digits.startsWith('+86') ? { email: null, mobile: digits } : undefined
}

/** One text for one way of addressing somebody. */
export const whoText = (who: Who): string => who.email ?? who.mobile
