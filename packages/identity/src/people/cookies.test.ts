import { expect, test } from 'vitest'
import { originAllowed, readCookie, writeCookie } from './cookies.ts'

const value = 'x'.repeat(32)

test('with TLS the cookie is bound to this host; without, it has the plain name', () => {
  expect(writeCookie('session', value, true)).toBe(
    `__Host-partline_session=${value}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure`,
  )
  expect(writeCookie('session', value, false)).not.toMatch(/__Host-|Secure/)
  expect(writeCookie('session', '', true)).toContain('Max-Age=0')
})

test('a cookie is read by its exact name only', () => {
  expect(readCookie(`a=1; partline_session=${value}`, 'session', false)).toBe(value)
  expect(readCookie(`partline_session=${value}`, 'session', true)).toBeUndefined()
  expect(readCookie(`__Host-partline_session=${value}`, 'session', false)).toBeUndefined()
  expect(readCookie(`xpartline_session=${value}`, 'session', false)).toBeUndefined()
  expect(readCookie('partline_session=short', 'session', false)).toBeUndefined()
  expect(readCookie(`partline_session=${value}"`, 'session', false)).toBeUndefined()
  expect(readCookie(undefined, 'session', false)).toBeUndefined()
})

test('only our own pages may write: the same origin, or any loopback page when we run on loopback', () => {
  const own = 'https://parts.example.cn/v1/quotes'
  expect(originAllowed(own, 'https://parts.example.cn')).toBe(true)
  const foreign = [
    'http://parts.example.cn',
    'https://parts.example.cn:8443',
    'https://evil.cn',
    'http://localhost:3000',
  ]
  for (const origin of [...foreign, 'https://parts.example.cn.evil.cn', 'null', '', undefined])
    expect(originAllowed(own, origin), origin).toBe(false)
  const local = 'http://127.0.0.1:8787/v1/quotes'
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:9', 'http://[::1]:1', 'https://127.0.0.1'])
    expect(originAllowed(local, origin), origin).toBe(true)
  for (const origin of ['http://localhost.evil.cn', 'http://127.0.0.1.evil.cn', 'https://evil.cn', 'null', undefined])
    expect(originAllowed(local, origin), origin).toBe(false)
})
