import { expect, test } from 'vitest'
import { isAllowedUrl } from './endpoint-url.ts'

const PUBLIC = [
  'https://hooks.example.com/a?b=1',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]:8443/x',
  'https://渠道.中国/',
]

test.each(PUBLIC)('%s may be called', (url) => {
  expect(isAllowedUrl(url, false)).toBe(true)
})

const REFUSED = [
  'http://hooks.example.com/',
  'ftp://hooks.example.com/',
  'https://user:pass@hooks.example.com/',
  'https://hooks.example.com/#a',
  'https://localhost/',
  'https://localhost./',
  'https://a.localhost/',
  'https://db.internal/',
  'https://nas.local/',
  'https://intranet/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://１２７.0.0.1/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'https://255.255.255.255/',
  'https://224.0.0.1/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[ff02::1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:db8::1]/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'not a url',
  '',
]

test.each(REFUSED)('%s is refused', (url) => {
  expect(isAllowedUrl(url, false)).toBe(false)
})

test('plain http to this machine is for local work only', () => {
  for (const url of ['http://127.0.0.1:9000/', 'http://localhost:9000/a', 'http://[::1]:9000/']) {
    expect(isAllowedUrl(url, true), url).toBe(true)
    expect(isAllowedUrl(url, false), url).toBe(false)
  }
  for (const url of ['http://10.0.0.1/', 'http://192.168.1.1/', 'https://10.0.0.1/', 'http://hooks.example.com/'])
    expect(isAllowedUrl(url, true), url).toBe(false)
})
