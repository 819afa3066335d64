import { type AppEnv, operation } from '@partline/http'
import { Hono } from 'hono'
import { VerificationView } from './inputs.ts'
import { verifyEvidence } from './verify-evidence.ts'
import { toVerificationView } from './views.ts'

/** `files` holds the anchors; without it only what the databases keep can be compared. */
export const verificationRoutes = (files: R2Bucket | undefined) =>
  new Hono<AppEnv>().get(
    '/verification',
    operation({
      id: 'verifyAudit',
      may: 'audit:read',
      tag: 'audit',
      summary: 'Whether the audit trail and the look-up trail are intact',
      answers: { 200: VerificationView },
    }),
    async (c) => {
      const { ctx } = c.var
      return c.json(toVerificationView(await verifyEvidence(ctx, files), ctx.now))
    },
  )
