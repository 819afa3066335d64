import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { newSecret, signatureOf } from './signature.ts'

test('the example of the Standard Webhooks specification is signed as it says', async () => {
  const signature = await signatureOf(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330,
    '{"test": 2432232314}',
  )
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('a new secret is 256 random bits, and another implementation verifies what it signs', async () => {
  const secret = newSecret()
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  expect(key).toHaveLength(32)
  expect(newSecret()).not.toBe(secret)
  const expected = createHmac('sha256', key).update('msg_1.5.{"a":"价"}').digest('base64')
  expect(await signatureOf(secret, 'msg_1', 5, '{"a":"价"}')).toBe(`v1,${expected}`)
})
