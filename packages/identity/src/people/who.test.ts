import { expect, test } from 'vitest'
import { readWho } from './who.ts'

test('one mobile number, however it is typed, is one number', () => {
  for (const text of [
    '13800138000',
    '+8613800138000',
    '8613800138000',
    ' 138-0013-8000 ',
    '138 0013 8000',
    '１３８００１３８０００',
  ])
    expect(readWho(text), text).toEqual({ email: null, mobile: '+8613800138000' })
  expect(readWho('+44 7700 900123')).toEqual({ email: null, mobile: '+447700900123' })
})

test('an e-mail address is one address in any case', () => {
  expect(readWho(' Wang.Li@Example.COM ')).toEqual({ email: 'wang.li@example.com', mobile: null })
})

test('what is neither is nothing', () => {
  for (const text of [
    '',
    ' ',
    '12345',
    '23800138000',
    '+8612345',
    'a@b',
    'a b@c.de',
    '@x.com',
    'a@x..com',
    'x'.repeat(300),
  ])
    expect(readWho(text), text).toBeUndefined()
})
