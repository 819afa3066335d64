import { invalidField } from '@partline/kernel'

const FEWEST_DIFFERENT = 5

/**
 * Refuses a password that is a few characters repeated, or holds the owner's own name or address. Length is the
 * schema's rule; there is no rule about kinds of characters.
 */
export function requireGoodPassword(
  password: string,
  pointer: string,
  owner: { name: string; email: string | null; mobile: string | null },
): void {
  const plain = password.normalize('NFKC').toLowerCase()
  const own = [owner.name, owner.email?.split('@')[0], owner.mobile?.replace(/^\+(86)?/, '')]
  const holdsOwn = own.some((text) => text !== undefined && text.length >= 4 && plain.includes(text.toLowerCase()))
  if (!holdsOwn && new Set(plain).size >= FEWEST_DIFFERENT) return
  throw invalidField(pointer, 'weak_password', {
    zh: '密码太简单:不要重复少数几个字符,也不要包含自己的姓名或账号',
    en: 'too simple: do not repeat a few characters, and leave out your own name and account',
  })
}
