import { defineProblem } from '@partline/kernel'

export const noSuchRoute = defineProblem('notFound', 'no-such-route', {
  zh: '没有这个接口',
  en: 'There is no such operation',
})

export const unauthenticated = defineProblem('unauthenticated', 'unauthenticated', {
  zh: '请提供有效的凭证',
  en: 'Present a valid credential',
})

export const notPermitted = defineProblem('forbidden', 'not-permitted', {
  zh: '您的角色没有这项权限',
  en: 'Your role may not do this',
})

export const malformedRequest = defineProblem('malformed', 'malformed-request', {
  zh: '请求无法解析',
  en: 'The request cannot be read',
})

export const bodyTooLarge = defineProblem('tooLarge', 'body-too-large', {
  zh: '请求内容过大',
  en: 'The request body is too large',
})

export const unsupportedMediaType = defineProblem('unsupported', 'unsupported-media-type', {
  zh: '不支持的内容类型',
  en: 'This content type is not accepted here',
})

export const idempotencyKeyRequired = defineProblem('malformed', 'idempotency-key-required', {
  zh: '写操作需要请求头 Idempotency-Key(1–255 个可见字符)',
  en: 'A write needs an Idempotency-Key header (1–255 visible characters)',
})

export const tooManyRequests = defineProblem('limited', 'too-many-requests', {
  zh: '请求过于频繁,请稍后再试',
  en: 'Too many requests; wait and try again',
})
