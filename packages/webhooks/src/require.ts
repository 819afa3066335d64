import type { Ctx } from '@partline/db'
import { invalidField, notFound } from '@partline/kernel'
import { isAllowedUrl } from './endpoint-url.ts'

/** A channel names itself or nobody. @throws not-found */
export function requireOwnStore(ctx: Ctx, channelId: string | undefined): void {
  if (ctx.actor.channelId && channelId && channelId !== ctx.actor.channelId) throw notFound()
}

/** @throws invalid-input unless the URL may be called (see `isAllowedUrl`) */
export function requireUrl(url: string, loopback: boolean): void {
  if (!isAllowedUrl(url, loopback))
    throw invalidField('/url', 'not_public_https', {
      zh: '只能是公网上的 https 地址,不带用户名、密码和 #',
      en: 'must be an https address on the public internet, without credentials or fragment',
    })
}
