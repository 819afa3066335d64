import { expect, test } from 'vitest'
import { requireGoodPassword } from './password-rules.ts'

const owner = { name: 'Wang Li', email: 'wangli.hz@partline.example', mobile: '+8613800138000' }
const check = (password: string) => () => requireGoodPassword(password, '/password', owner)

test('a few characters repeated, or the owner herself, make no password', () => {
  for (const password of ['aaaaaaaaaa', '1212121212', 'x13800138000', 'WANGLI.HZ2026', 'i am wang li'])
    expect(check(password), password).toThrow('invalid-input')
})

test('anything else long enough does, whatever it is made of', () => {
  for (const password of ['correct horse battery', '英伦老爷车配件二零二六年', '8051-2237-4490', 'li wang is not it'])
    expect(check(password), password).not.toThrow()
})
